package io.tillpost.edge.sale;

import io.tillpost.protocol.money.Money;

/// Where the smallest coins are gone: cash is paid and given back in steps.
///
/// @param stepMinor in minor units, e.g. 5; 1 means that nothing is rounded
record CashRounding(int stepMinor) {
    CashRounding {
        if (stepMinor < 1) {
            throw new IllegalArgumentException("cash rounding to " + stepMinor + ", expected at least 1");
        }
    }

    /// The nearest step, ties away from zero.
    Money rounded(Money exact) {
        long magnitude = Math.absExact(exact.minor());
        long rounded = Math.addExact(magnitude, stepMinor / 2) / stepMinor * stepMinor;
        return new Money(exact.isNegative() ? -rounded : rounded, exact.currency());
    }
}
