package io.tillpost.central.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// Time that passes when the test says so, on the wall and in the ticker alike.
final class TurnedTime extends Clock {
    private Instant now = Instant.parse("2026-03-02T10:00:00Z");
    private long nanos;

    void pass(Duration duration) {
        now = now.plus(duration);
        nanos += duration.toNanos();
    }

    long nanos() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
