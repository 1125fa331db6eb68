package io.tillpost.installer.faults.each;

import io.tillpost.installer.supervisor.FolderTree;
import java.io.IOException;
import java.time.Duration;

/// Head office is frozen until batches and their repetitions lie in the broker's queue; then the broker is killed and all that
/// it kept is gone.
final class BrokerWiped implements Fault {
    @Override
    public int number() {
        return 7;
    }

    @Override
    public String title() {
        return "broker wiped";
    }

    @Override
    public void strike(Scene scene) throws IOException {
        var node = scene.world().node();
        node.pause();
        scene.sell(6);
        // Long enough for batches to be sent more than once.
        scene.during(Duration.ofSeconds(6));
        scene.world().broker().kill();
        FolderTree.delete(scene.world().brokerData());
        node.resume();
        scene.world().broker().start();
        scene.awaitDrained(Duration.ofMinutes(3));
    }
}
