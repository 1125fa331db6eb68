package io.tillpost.central.ingest;

import io.tillpost.protocol.sync.Credit;
import java.time.Duration;

/// How long messages of agents wait for this node and take on it, smoothed, and how much a batch may therefore hold. An agent
/// that waits for its acknowledgement sends the same batch again: with less in each, a round through all stores stays
/// shorter than that, and what is under way stays small. Nothing is held back: acknowledgements go out at once. Safe for
/// use by all threads.
public final class Load {
    /// An agent repeats a batch after 2 s at the earliest (docs/reference/sync.md): within half of that all is well.
    private static final Duration UNHURRIED = Duration.ofSeconds(1);
    /// Below this a batch costs head office more by its transaction than by its events.
    private static final int EVENTS_LEAST = 100;
    /// So much of what was measured before counts, as with TCP's round trip (RFC 6298, 2.3).
    private static final int MEMORY = 8;
    private static final int INTERVAL_MOST_MS = 10_000;

    private long smoothedNanos;

    /// A message was answered.
    ///
    /// @param waited for the node, from its turn in its own store to the begin of the work on it
    /// @param took the work
    public synchronized void worked(Duration waited, Duration took) {
        long now = waited.plus(took).toNanos();
        smoothedNanos += (now - smoothedNanos) / MEMORY;
    }

    /// What holds for the next batch of whoever asks. Events and bytes shrink as the wait grows; when they can shrink no
    /// more, agents pause between batches.
    public Credit credit() {
        long nanos;
        synchronized (this) {
            nanos = smoothedNanos;
        }
        long unhurried = UNHURRIED.toNanos();
        if (nanos <= unhurried) {
            return Credit.DEFAULT;
        }
        int events = (int) Math.max(EVENTS_LEAST, Credit.DEFAULT.events() * unhurried / nanos);
        int bytes = Credit.DEFAULT.bytes() / Credit.DEFAULT.events() * events;
        return new Credit(bytes, events, events > EVENTS_LEAST ? 0 : pauseMs(nanos));
    }

    /// As long as the wait has grown beyond what the smallest batches bear.
    private static int pauseMs(long nanos) {
        long borne = UNHURRIED.toNanos() * (Credit.DEFAULT.events() / EVENTS_LEAST);
        return Math.clamp(Duration.ofNanos(nanos - borne).toMillis(), 0, INTERVAL_MOST_MS);
    }
}
