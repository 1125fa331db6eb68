package io.tillpost.edge.sync;

import java.util.random.RandomGenerator;

/// Pauses between connections: drawn evenly from between the shortest and a bound that doubles with each failure, so
/// that stores that lost the same broker do not return at the same moment.
final class Backoff {
    private static final int DOUBLINGS_MAX = 16;

    private final long minNanos;
    private final long maxNanos;
    private final RandomGenerator random;
    private int failures;

    Backoff(Timings timings, RandomGenerator random) {
        this.minNanos = timings.reconnectMin().toNanos();
        this.maxNanos = timings.reconnectMax().toNanos();
        this.random = random;
    }

    long nextPauseNanos() {
        failures = Math.min(failures + 1, DOUBLINGS_MAX);
        long bound = Math.min(maxNanos, minNanos << failures);
        return random.nextLong(minNanos, Math.max(bound, minNanos) + 1);
    }

    void succeeded() {
        failures = 0;
    }
}
