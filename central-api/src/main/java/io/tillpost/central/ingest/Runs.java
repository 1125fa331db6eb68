package io.tillpost.central.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The runs of one agent that have said hello, the one that speaks now first. A run that is over never comes back, so one
/// that says something new after another one has spoken betrays a second box. What is not newer than what the same run
/// has said before comes late, or once more, and says nothing; nor does what a run said before the one that speaks. Pure.
public record Runs(List<Run> all) {
    /// A box that starts again and again does not push out a clone at once.
    private static final int KEPT_MOST = 8;
    /// A broker forgets a hello after two minutes. What lies further back is a box's clock that was set back, and what lies
    /// further on is said by a box whose clock is behind another's.
    private static final Duration LATE_MOST = Duration.ofMinutes(10);

    public Runs {
        all = List.copyOf(all);
    }

    /// One run of the agent.
    ///
    /// @param saidAt its newest hello, by the box's own clock
    public record Run(UUID boot, Instant saidAt) {
        private boolean isWithin(Duration time, Instant at) {
            return Duration.between(saidAt, at).abs().compareTo(time) <= 0;
        }
    }

    /// What a hello turns out to be.
    public enum Hello {
        /// Of the run that speaks, or of a new one.
        NEWS,
        /// Of a run that another one had followed: they speak in turns.
        IN_TURNS,
        /// Older than what that run has said.
        LATE
    }

    /// What a hello of `boot` is that was said at `saidAt`.
    public Hello hears(UUID boot, Instant saidAt) {
        for (Run run : all) {
            if (run.boot.equals(boot)) {
                boolean late = run.isWithin(LATE_MOST, saidAt) && isBehind(run, saidAt);
                return late ? Hello.LATE : speaks(run) ? Hello.NEWS : Hello.IN_TURNS;
            }
        }
        return Hello.NEWS;
    }

    private boolean isBehind(Run run, Instant saidAt) {
        // The newest hello of the run that speaks changes nothing when it comes again.
        return speaks(run)
                ? saidAt.isBefore(run.saidAt)
                : !saidAt.isAfter(run.saidAt) || saidAt.isBefore(all.getFirst().saidAt);
    }

    private boolean speaks(Run run) {
        return run.equals(all.getFirst());
    }

    /// With `boot` as the one that speaks.
    public Runs then(UUID boot, Instant saidAt) {
        var next = new ArrayList<Run>();
        next.add(new Run(boot, saidAt));
        all.stream().filter(run -> !run.boot.equals(boot)).limit(KEPT_MOST - 1L).forEach(next::add);
        return new Runs(next);
    }
}
