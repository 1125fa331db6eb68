package io.tillpost.installer.faults.each;

import java.time.Duration;

/// The terminal has said yes and nothing is written yet: the agent ends there, and the attempt is found out by the terminal's
/// last receipt.
final class CrashAfterApproval implements Fault {
    @Override
    public int number() {
        return 29;
    }

    @Override
    public String title() {
        return "crash between card approval and journal";
    }

    private static final Duration DIES_WITHIN = Duration.ofMinutes(4);

    @Override
    public void strike(Scene scene) {
        var agent = scene.box().agent();
        for (int i = 0; i < 2; i++) {
            agent.stop();
            agent.launchFailingAt("payment.after-approval:" + scene.between(1, 2));
            agent.awaitEnd(DIES_WITHIN);
            agent.start();
            scene.sell(4);
        }
    }
}
