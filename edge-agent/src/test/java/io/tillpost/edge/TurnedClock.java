package io.tillpost.edge;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/// A wall clock that stands until it is turned.
public final class TurnedClock extends Clock {
    private final AtomicReference<Instant> now;

    public TurnedClock(String instant) {
        now = new AtomicReference<>(Instant.parse(instant));
    }

    /// Forwards, or backwards if below zero.
    public void turn(Duration by) {
        var _ = now.updateAndGet(instant -> instant.plus(by));
    }

    /// A monotonic clock that is turned with it: nanoseconds since 1970.
    public long nanos() {
        return Duration.between(Instant.EPOCH, now.get()).toNanos();
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the store's zone is handed in");
    }
}
