package io.tillpost.installer.faults.each;

import java.time.Duration;

/// The agent is stopped for longer than the keep-alive, then head office for a while.
final class LongPause implements Fault {
    @Override
    public int number() {
        return 26;
    }

    @Override
    public String title() {
        return "long pause";
    }

    private static final Duration LONGER_THAN_ALIVE = Duration.ofSeconds(35);

    @Override
    public void strike(Scene scene) {
        scene.box().agent().pause();
        scene.during(LONGER_THAN_ALIVE);
        scene.box().agent().resume();
        scene.sell(4);
        scene.world().node().pause();
        scene.sell(4);
        scene.during(Duration.ofSeconds(scene.between(5, 12)));
        scene.world().node().resume();
    }
}
