package io.tillpost.edge.shift;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.AppendListener;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.Moment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Notices a wall clock that went back behind what is already written. Safe for use by all threads.
final class ClockWatch implements AppendListener {
    /// What a time service may step back at once, where head office never measured the clock's error.
    private static final Duration UNMEASURED_ERROR = Duration.ofSeconds(2);

    private final Clock clock;
    private final AtomicReference<@Nullable Moment> latest = new AtomicReference<>();

    /// When somebody said that the clock is right.
    private final AtomicReference<@Nullable Instant> confirmed = new AtomicReference<>();

    ClockWatch(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void appended(UnitOfWork unit, Envelope envelope, Event event) {
        seen(envelope.moment());
    }

    void seen(Moment moment) {
        var _ = latest.accumulateAndGet(moment, ClockWatch::later);
    }

    /// Somebody looked at the clock and says that it is right: what was written later than now was written by a clock
    /// that ran ahead. Holds until the clock goes back behind this moment, or the agent stops.
    Instant confirm() {
        Instant now = clock.instant();
        confirmed.set(now);
        return now;
    }

    /// Whether somebody looked at the clock and it has not gone back since.
    boolean isConfirmed() {
        Instant right = confirmed.get();
        return right != null && !clock.instant().isBefore(right);
    }

    /// Now, if that is neither before `earliest` nor before the last event.
    ///
    /// @param what happened at `earliest`, in words
    Decision<Instant> now(@Nullable Instant earliest, String what) {
        Instant now = clock.instant();
        if (isConfirmed()) {
            return Decision.accept(now);
        }
        if (earliest != null && now.isBefore(earliest)) {
            return wentBack(now, what + " at " + earliest);
        }
        Moment last = latest.get();
        if (last != null && now.isBefore(last.occurredAt().minus(error(last)))) {
            return wentBack(now, "the last event was written at " + last.occurredAt());
        }
        return Decision.accept(now);
    }

    private static Decision<Instant> wentBack(Instant now, String what) {
        return Decision.refuse(Reason.CLOCK_WENT_BACK, "the clock of this machine says " + now + ", but "
                + what + ": set the clock right and try again; nothing was done");
    }

    private static Duration error(Moment moment) {
        return moment.clockErrorMs() < 0 ? UNMEASURED_ERROR : Duration.ofMillis(moment.clockErrorMs());
    }

    private static @Nullable Moment later(@Nullable Moment one, @Nullable Moment other) {
        return one == null || (other != null && other.occurredAt().isAfter(one.occurredAt())) ? other : one;
    }
}
