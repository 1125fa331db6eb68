package io.tillpost.edge.payment;

import java.time.Duration;

/// The pauses between questions about one attempt: short at first, because a customer waits; then longer, because a
/// terminal that is off stays off for a while.
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private Duration next = FIRST;

    Duration pause() {
        Duration pause = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return pause;
    }
}
