package io.tillpost.installer.faults.each;

import io.tillpost.installer.supervisor.EnvironmentFault;
import java.time.Duration;
import java.util.Map;

/// A second agent is started on the same data: it has to refuse, and the first one sells on.
final class SecondProcess implements Fault {
    @Override
    public int number() {
        return 28;
    }

    @Override
    public String title() {
        return "second process opens the database";
    }

    private static final Duration REFUSES_WITHIN = Duration.ofMinutes(2);

    @Override
    public void strike(Scene scene) {
        var second = scene.box().secondAgent();
        try {
            var _ = second.launch(Map.of());
            scene.sell(3);
            second.awaitEnd(REFUSES_WITHIN);
            UnseenException.unless(!second.said("ready "), "a second agent opened the same journal");
            scene.say(String.join(" | ", second.lastWords()));
        } catch (EnvironmentFault e) {
            throw new UnseenException("a second agent on the same data does not end: " + e.getMessage());
        } finally {
            second.stop();
        }
        scene.sell(3);
    }
}
