package io.tillpost.edge.operator;

import java.time.Duration;
import java.time.Instant;

/// Whether something was lately, by a clock that may have been set since: what it would have written that much later than now
/// is as long ago as what was that much earlier.
final class Recent {
    private Recent() {}

    static boolean is(Instant at, Duration most, Instant now) {
        return Duration.between(at, now).abs().compareTo(most) <= 0;
    }
}
