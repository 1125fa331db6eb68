package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.proxy.Proxy.Line;
import java.time.Duration;

/// Connections stay and carry nothing, as with a cable pulled far away; then the broker itself freezes.
final class HalfOpen implements Fault {
    @Override
    public int number() {
        return 9;
    }

    @Override
    public String title() {
        return "half-open TCP, frozen peer";
    }

    /// The keep-alive is 20 s; MQTT 5, 3.1.2.10: given up after one and a half of it.
    private static final Duration LONGER_THAN_ALIVE = Duration.ofSeconds(35);

    @Override
    public void strike(Scene scene) {
        scene.box().line().line(Line.SILENT);
        scene.sell(5);
        scene.during(LONGER_THAN_ALIVE);
        scene.box().line().line(Line.GOOD);
        scene.awaitDrained(Duration.ofMinutes(2));
        scene.world().broker().pause();
        scene.sell(5);
        scene.during(Duration.ofSeconds(scene.between(3, 8)));
        scene.world().broker().resume();
    }
}
