package io.tillpost.central.reconciliation;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// Six in the morning of a day that the test names.
final class WorldClock extends Clock {
    private volatile LocalDate today;

    WorldClock(LocalDate today) {
        this.today = today;
    }

    void turnTo(LocalDate day) {
        today = day;
    }

    @Override
    public Instant instant() {
        return today.atTime(6, 0).toInstant(ZoneOffset.UTC);
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
