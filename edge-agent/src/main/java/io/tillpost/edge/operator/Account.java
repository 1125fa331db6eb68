package io.tillpost.edge.operator;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An operator as it is kept.
///
/// @param failures wrong PINs since the last right one or the last lock
/// @param lockedUntil absent if it was never locked
record Account(Operator operator, PinHash pin, int failures, @Nullable Instant lockedUntil) {
    Account withPin(PinHash fresh) {
        return new Account(operator, fresh, 0, null);
    }

    Account disabled() {
        return new Account(new Operator(operator.operator(), operator.title(), operator.role(), false), pin,
                failures, lockedUntil);
    }

    Account known() {
        return new Account(operator, pin, 0, null);
    }

    Account failed(int times) {
        return new Account(operator, pin, times, lockedUntil);
    }

    Account locked(Instant until) {
        return new Account(operator, pin, 0, until);
    }

    /// A lock that is to last longer than any was begun by a clock that was ahead.
    boolean lockedAt(Instant now, Duration longest) {
        return lockedUntil != null && now.isBefore(lockedUntil)
                && !lockedUntil.isAfter(now.plus(longest));
    }
}
