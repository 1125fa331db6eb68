package io.tillpost.central.limit;

import java.time.Duration;

/// So many requests in so long: a bucket of `requests` that fills up again evenly in `window`.
///
/// @param name as callers see it in the header `RateLimit`; printable ASCII without quotes
public record Allowance(String name, int requests, Duration window) {
    public Allowance {
        if (requests < 1 || !window.isPositive()) {
            throw new IllegalArgumentException(
                    name + " is " + requests + " in " + window + ", expected at least 1 in some time");
        }
    }

    /// Nanoseconds until one more request is allowed.
    long nanosPerRequest() {
        return Math.max(1, window.toNanos() / requests);
    }
}
