package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.proxy.Proxy.Line;
import java.time.Duration;

/// The line comes and goes too fast for anything but single batches.
final class FlappingLink implements Fault {
    @Override
    public int number() {
        return 2;
    }

    @Override
    public String title() {
        return "flapping link";
    }

    @Override
    public void strike(Scene scene) {
        for (int i = 0; i < 14; i++) {
            scene.box().line().line(Line.CUT);
            scene.during(scene.millis(20, 900));
            scene.box().line().line(Line.GOOD);
            scene.during(scene.millis(100, 1_600));
        }
        scene.sell(5);
        scene.awaitDrained(Duration.ofMinutes(2));
    }
}
