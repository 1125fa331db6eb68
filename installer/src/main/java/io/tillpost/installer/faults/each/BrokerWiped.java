package io.tillpost.installer.faults.each;

import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

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
        wipe(scene.world().brokerData());
        node.resume();
        scene.world().broker().start();
        scene.awaitDrained(Duration.ofMinutes(3));
    }

    private static void wipe(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        if (Files.exists(folder)) {
            throw new EnvironmentFault(folder + " cannot be emptied");
        }
    }
}
