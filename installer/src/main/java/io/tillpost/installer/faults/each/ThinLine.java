package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.proxy.Proxy.Line;
import java.time.Duration;

/// Four kilobytes a second with 150 ms each way, and stalls of seconds as lost packets cause them.
final class ThinLine implements Fault {
    @Override
    public int number() {
        return 10;
    }

    @Override
    public String title() {
        return "thin, lossy link";
    }

    private static final Line THIN = Line.thin(Duration.ofMillis(150), 4_096);

    @Override
    public void strike(Scene scene) {
        scene.box().line().line(THIN);
        for (int i = 0; i < 4; i++) {
            scene.sell(3);
            scene.box().line().line(Line.SILENT);
            scene.during(scene.millis(500, 4_000));
            scene.box().line().line(THIN);
        }
        scene.box().line().cut();
        scene.sell(5);
        scene.during(scene.millis(2_000, 6_000));
    }
}
