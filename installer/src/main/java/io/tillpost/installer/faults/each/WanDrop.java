package io.tillpost.installer.faults.each;

import io.tillpost.installer.faults.proxy.Proxy.Line;
import java.time.Duration;

/// The line to the broker is cut while a batch may be under way, and comes back later.
final class WanDrop implements Fault {
    @Override
    public int number() {
        return 1;
    }

    @Override
    public String title() {
        return "WAN drop";
    }

    @Override
    public void strike(Scene scene) {
        for (int i = 0; i < 2; i++) {
            scene.during(scene.millis(0, 800));
            scene.box().line().line(Line.CUT);
            scene.sell(scene.between(5, 15));
            long waiting = scene.box().status().required("sync").required("pending").asLong();
            UnseenException.unless(waiting > 0, "nothing waits although the line is cut");
            scene.box().line().line(Line.GOOD);
            scene.awaitDrained(Duration.ofMinutes(2));
        }
    }
}
