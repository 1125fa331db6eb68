package io.tillpost.central.limit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// One token bucket for every name that asks. Memory is bounded: beyond [#MOST_NAMES] the bucket that was asked least
/// recently is forgotten, which is full again in most cases anyhow. Safe for use by all threads.
public final class Buckets {
    /// Some 10 MB.
    static final int MOST_NAMES = 50_000;

    private final Allowance allowance;
    private final LongSupplier nanoTicker;
    /// Name -> when its bucket is full again, in the ticker's nanoseconds: a bucket is a debt that time pays off (the
    /// generic cell rate algorithm, ITU-T I.371). Guarded by itself.
    private final Map<String, Long> fullAt = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_NAMES;
        }
    };

    /// What a bucket says.
    ///
    /// @param granted whether the request may go on
    /// @param remaining requests that may follow at once
    /// @param untilFull until all of the allowance is there again
    /// @param retryAfter until one more is allowed; zero if there is one now
    public record Taken(boolean granted, long remaining, Duration untilFull, Duration retryAfter) {}

    /// Empty buckets are full ones.
    ///
    /// @param nanoTicker monotonic time in nanoseconds
    public Buckets(Allowance allowance, LongSupplier nanoTicker) {
        this.allowance = allowance;
        this.nanoTicker = nanoTicker;
    }

    /// What every name is allowed.
    public Allowance allowance() {
        return allowance;
    }

    /// Takes one request out of this name's bucket, if there is one in it.
    public Taken take(String name) {
        return take(name, 1);
    }

    /// Whether there is one in it, without taking it.
    public Taken look(String name) {
        return take(name, 0);
    }

    private Taken take(String name, int wanted) {
        long step = allowance.nanosPerRequest();
        long whole = step * allowance.requests();
        synchronized (fullAt) {
            long now = nanoTicker.getAsLong();
            Long known = fullAt.get(name);
            long debt = known == null ? 0 : Math.max(0, known - now);
            boolean granted = debt + step <= whole;
            if (granted && wanted > 0) {
                debt += step;
                fullAt.put(name, now + debt);
            }
            long wait = Math.max(0, debt + step - whole);
            return new Taken(granted, (whole - debt) / step, Duration.ofNanos(debt), Duration.ofNanos(wait));
        }
    }

    /// How many names are remembered.
    int names() {
        synchronized (fullAt) {
            return fullAt.size();
        }
    }
}
