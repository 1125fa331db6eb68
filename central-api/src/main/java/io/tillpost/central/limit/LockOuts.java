package io.tillpost.central.limit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Pauses after repeated wrong secrets, per id **and** network: whoever guesses at a client's secret is held off, and the
/// rightful client on another network is not. A pause doubles from one second up to its longest and never becomes a lock.
/// Memory is bounded. Safe for use by all threads. Why it is so: docs/decisions/0012-lock-outs-are-pauses.md.
public final class LockOuts {
    /// Some 5 MB. From one network an attacker gets wrong answers too slowly to push its own pause out.
    static final int MOST_REMEMBERED = 20_000;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
    /// Enough to reach any longest pause, few enough not to overflow.
    private static final int MOST_DOUBLINGS = 30;

    private final int afterWrong;
    private final Duration longestPause;
    private final LongSupplier nanoTicker;
    /// Guarded by itself.
    private final Map<Place, Wrongs> wrongs = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Wrongs> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    private record Place(String id, String network) {}

    private record Wrongs(int count, long lastNanos, long pausedUntilNanos) {}

    /// @param afterWrong wrong secrets that are let pass before the first pause
    /// @param nanoTicker monotonic time in nanoseconds
    public LockOuts(int afterWrong, Duration longestPause, LongSupplier nanoTicker) {
        this.afterWrong = afterWrong;
        this.longestPause = longestPause;
        this.nanoTicker = nanoTicker;
    }

    /// How long this id is still held off on this network; absent if it is not.
    public Optional<Duration> pause(String id, String network) {
        synchronized (wrongs) {
            Wrongs known = wrongs.get(place(id, network));
            long left = known == null ? 0 : known.pausedUntilNanos - nanoTicker.getAsLong();
            return left > 0 ? Optional.of(Duration.ofNanos(left)) : Optional.empty();
        }
    }

    /// Notes a wrong secret.
    public void wrong(String id, String network) {
        synchronized (wrongs) {
            long now = nanoTicker.getAsLong();
            Wrongs known = wrongs.get(place(id, network));
            int before = known == null || now - known.lastNanos >= FORGOTTEN_AFTER.toNanos()
                    ? 0
                    : known.count;
            int count = before + 1;
            wrongs.put(place(id, network), new Wrongs(count, now, now + pauseAfter(count).toNanos()));
        }
    }

    /// Notes a right secret: what was before is forgotten.
    public void right(String id, String network) {
        synchronized (wrongs) {
            wrongs.remove(place(id, network));
        }
    }

    private Duration pauseAfter(int count) {
        if (count < afterWrong) {
            return Duration.ZERO;
        }
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(MOST_DOUBLINGS, count - afterWrong));
        return doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
    }

    private static Place place(String id, String network) {
        return new Place(id, network);
    }

    /// How many are remembered.
    int remembered() {
        synchronized (wrongs) {
            return wrongs.size();
        }
    }
}
