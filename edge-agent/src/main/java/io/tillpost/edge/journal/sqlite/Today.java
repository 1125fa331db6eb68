package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.TwoClocks;
import java.time.Duration;
import java.time.Instant;

/// Today by two clocks. What happens is written down with the later day, and what is old is judged by the earlier: so no error
/// of one clock makes anything older than it is.
///
/// @param earliest epoch day, likewise `latest`
record Today(long earliest, long latest) {
    static Today of(TwoClocks clocks) {
        return new Today(day(clocks.earlier()), day(clocks.later()));
    }

    private static long day(Instant instant) {
        return Duration.between(Instant.EPOCH, instant).toDays();
    }
}
