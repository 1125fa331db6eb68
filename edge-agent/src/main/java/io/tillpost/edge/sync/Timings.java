package io.tillpost.edge.sync;

import java.time.Duration;

/// How long the way to head office waits for what.
///
/// @param reconnectMin shortest pause before a new connection
/// @param reconnectMax longest one; pauses are drawn from between, wider after each failure
/// @param connectWithin a connection that is not up by then is given up
/// @param retryMin a batch or hello is sent again after this or four round trips, whichever is longer
/// @param retryMax and at the latest after this
/// @param helloEvery a hello on a quiet connection
/// @param takenOverWait pause after another box has taken the session
public record Timings(Duration reconnectMin, Duration reconnectMax, Duration connectWithin, Duration retryMin,
        Duration retryMax, Duration helloEvery, Duration takenOverWait) {
    /// For stores: a thousand of them must not come back in the same second.
    public static final Timings DEFAULT = new Timings(Duration.ofSeconds(1), Duration.ofSeconds(60),
            Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofMinutes(10),
            Duration.ofSeconds(60));

    public Timings {
        if (reconnectMin.isNegative() || reconnectMax.compareTo(reconnectMin) < 0) {
            throw new IllegalArgumentException(
                    "reconnect after " + reconnectMin + " to " + reconnectMax + ", expected min <= max");
        }
    }

    /// The same with other pauses between connections.
    public Timings withReconnect(Duration min, Duration max) {
        return new Timings(min, max, connectWithin, retryMin, retryMax, helloEvery, takenOverWait);
    }
}
