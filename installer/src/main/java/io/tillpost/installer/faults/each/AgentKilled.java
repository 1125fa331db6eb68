package io.tillpost.installer.faults.each;

import java.time.Duration;
import java.util.List;

/// The agent ends at a named point that the seed decides, one after the other, and once by SIGKILL at any moment.
final class AgentKilled implements Fault {
    @Override
    public int number() {
        return 3;
    }

    @Override
    public String title() {
        return "agent killed at any instruction";
    }

    private static final List<String> POINTS = List.of("journal.before-commit", "journal.after-commit",
            "journal.after-mirror", "sync.after-send", "sync.before-acknowledge");
    private static final Duration DIES_WITHIN = Duration.ofMinutes(2);

    @Override
    public void strike(Scene scene) {
        var agent = scene.box().agent();
        for (String point : POINTS) {
            String failpoint = point + ":" + scene.between(3, point.startsWith("journal") ? 40 : 8);
            scene.say(failpoint);
            agent.stop();
            agent.launchFailingAt(failpoint);
            agent.awaitEnd(DIES_WITHIN);
            agent.start();
            scene.sell(3);
        }
        scene.during(scene.millis(0, 1_500));
        agent.kill();
        agent.start();
        scene.sell(3);
    }
}
