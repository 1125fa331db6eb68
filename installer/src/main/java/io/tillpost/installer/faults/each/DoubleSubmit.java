package io.tillpost.installer.faults.each;

/// Every request of every till is sent twice at once with the same key, also while the agent is killed and comes back; both
/// have to get the same answer.
final class DoubleSubmit implements Fault {
    @Override
    public int number() {
        return 14;
    }

    @Override
    public String title() {
        return "double submit by the till, also across a restart";
    }

    @Override
    public void strike(Scene scene) {
        scene.tills().twice(true);
        scene.sell(12);
        for (int i = 0; i < 2; i++) {
            scene.during(scene.millis(0, 700));
            scene.box().agent().kill();
            scene.box().agent().start();
            scene.sell(6);
        }
        scene.tills().twice(false);
    }
}
