package io.tillpost.installer.demo;

import io.tillpost.installer.demo.DayPlan.Step;
import io.tillpost.installer.stage.Pause;
import io.tillpost.installer.supervisor.RunningProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Kills one program in the middle of some step of the day; the seed says which step and when in it.
final class Killer {
    private static final int MOMENT_MAX_MS = 900;
    /// So that the moment does not hang together with what is sold.
    private static final long SALT = 0x5bd1_e995L;

    private final RunningProgram victim;
    private final int step;
    private final Duration moment;
    private final Console console;

    private Killer(RunningProgram victim, int step, Duration moment, Console console) {
        this.victim = victim;
        this.step = step;
        this.moment = moment;
        this.console = console;
    }

    /// Chooses a step during which the victim runs.
    ///
    /// @param isBroker whether the stretch without a broker has to be left out
    static Killer of(RunningProgram victim, boolean isBroker, DayPlan plan, long seed, Console console) {
        var random = new Random(seed ^ SALT);
        List<Integer> possible = steps(plan, isBroker);
        return new Killer(victim, possible.get(random.nextInt(possible.size())),
                Duration.ofMillis(random.nextInt(MOMENT_MAX_MS)), console);
    }

    /// To be called when a step begins.
    void begins(int index) {
        if (index != step) {
            return;
        }
        Thread.ofVirtual().name("killer").start(() -> {
            Pause.of(moment);
            console.tell("kill -9", victim.name() + ", process " + victim.pid());
            victim.kill();
        });
    }

    private static List<Integer> steps(DayPlan plan, boolean isBroker) {
        var possible = new ArrayList<Integer>();
        boolean brokerRuns = true;
        for (int i = 0; i < plan.steps().size(); i++) {
            Step step = plan.steps().get(i);
            brokerRuns = switch (step) {
                case Step.BrokerStops _ -> false;
                case Step.BrokerReturns _ -> true;
                default -> brokerRuns;
            };
            if (brokerRuns || !isBroker) {
                possible.add(i);
            }
        }
        return possible;
    }
}
