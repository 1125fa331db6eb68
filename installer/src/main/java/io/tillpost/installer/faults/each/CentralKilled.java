package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.world.Piece;
import java.time.Duration;
import java.util.List;

/// Head office ends before it commits a batch, then between the commit and its acknowledgement.
final class CentralKilled implements Fault {
    @Override
    public int number() {
        return 5;
    }

    @Override
    public String title() {
        return "head office killed around COMMIT";
    }

    private static final List<String> POINTS = List.of("ingest.before-commit", "ingest.after-commit");
    private static final Duration DIES_WITHIN = Duration.ofMinutes(2);

    @Override
    public void strike(Scene scene) {
        Piece node = scene.world().node();
        for (String point : POINTS) {
            node.stop();
            node.launchFailingAt(point + ":" + scene.between(1, 4));
            scene.sell(3);
            node.awaitEnd(DIES_WITHIN);
            scene.sell(3);
            node.start();
            scene.awaitDrained(Duration.ofMinutes(2));
        }
        scene.during(scene.millis(0, 1_000));
        node.kill();
        scene.sell(3);
        node.start();
    }
}
