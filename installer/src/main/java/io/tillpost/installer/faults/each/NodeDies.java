package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.world.Piece;
import java.time.Duration;

/// Two nodes share the stores. One ends with a batch in its hands, then one is frozen inside the transaction of a batch.
final class NodeDies implements Fault {
    @Override
    public int number() {
        return 18;
    }

    @Override
    public String title() {
        return "one of two nodes dies or stalls holding a batch";
    }

    private static final Duration DIES_WITHIN = Duration.ofMinutes(2);

    @Override
    public void strike(Scene scene) {
        Piece first = scene.world().node();
        Piece second = scene.world().secondNode();
        second.launchFailingAt("ingest.before-commit");
        scene.sell(5);
        // Batches go to one or the other; the second gets one in the end.
        second.awaitEnd(DIES_WITHIN);
        scene.awaitDrained(Duration.ofMinutes(2));
        second.startStallingAt("ingest.before-commit");
        scene.sell(5);
        scene.during(Duration.ofSeconds(scene.between(4, 10)));
        second.pause();
        scene.sell(5);
        scene.during(Duration.ofSeconds(5));
        second.kill();
        UnseenException.unless(first.isAlive(), "the first node died with the second");
        scene.awaitDrained(Duration.ofMinutes(3));
    }
}
