package io.tillpost.installer.faults.each;

import java.time.Duration;

/// The broker is stopped and started, then killed and started.
final class BrokerRestart implements Fault {
    @Override
    public int number() {
        return 6;
    }

    @Override
    public String title() {
        return "broker restarted";
    }

    @Override
    public void strike(Scene scene) {
        var broker = scene.world().broker();
        broker.stop();
        scene.sell(4);
        broker.start();
        scene.awaitDrained(Duration.ofMinutes(2));
        scene.during(scene.millis(0, 800));
        broker.kill();
        scene.sell(4);
        broker.start();
    }
}
