package io.tillpost.edge.sync;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// Time that the test turns: a monotonic clock that never steps, and a wall clock that may.
final class VirtualTime extends Clock {
    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

    private long nanos;
    private Duration step = Duration.ZERO;

    long nanos() {
        return nanos;
    }

    void advance(Duration by) {
        nanos += by.toNanos();
    }

    /// Somebody sets the box's wall clock.
    void stepWallClock(Duration by) {
        step = step.plus(by);
    }

    /// What head office's clock says: it never steps.
    Instant atHeadOffice() {
        return START.plusNanos(nanos);
    }

    @Override
    public Instant instant() {
        return atHeadOffice().plus(step);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the agent keeps no other zone");
    }
}
