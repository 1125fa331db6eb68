package io.tillpost.central.apikey;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// The keys as the database had them a moment ago, so that disabling or rotating one works on every node within
/// [#FRESH] without a query for every request. Safe for use by all threads.
public final class LiveKeys {
    /// How old an answer may be: below the 5 s that are promised.
    static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration NOTE_USE_EVERY = Duration.ofMinutes(1);
    /// Only keys that exist are remembered, so this is reached by none; it keeps a mistake from becoming a leak.
    private static final int MOST_REMEMBERED = 10_000;

    private record Seen(ApiKey key, long atNanos) {}

    private final Database database;
    private final ApiKeys keys;
    private final Clock clock;
    private final LongSupplier nanoTicker;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();
    private final Map<String, Instant> noted = new ConcurrentHashMap<>();

    /// @param nanoTicker monotonic time in nanoseconds
    public LiveKeys(Database database, ApiKeys keys, Clock clock, LongSupplier nanoTicker) {
        this.database = database;
        this.keys = keys;
        this.clock = clock;
        this.nanoTicker = nanoTicker;
    }

    /// The key that this secret proves, if it is good now.
    public Optional<ApiKey> find(KeySecret shown) {
        Instant now = clock.instant();
        Optional<ApiKey> key = current(shown.keyId())
                .filter(found -> found.isProvedBy(shown, now))
                .filter(found -> found.isGood(now));
        key.ifPresent(found -> noteUse(found, now));
        return key;
    }

    private Optional<ApiKey> current(String id) {
        Seen last = seen.get(id);
        long now = nanoTicker.getAsLong();
        if (last != null && now - last.atNanos < FRESH.toNanos()) {
            return Optional.of(last.key);
        }
        Optional<ApiKey> current = Tenancy
                .everyone(() -> database.inTransaction(transaction -> keys.find(transaction, id)));
        if (seen.size() >= MOST_REMEMBERED) {
            seen.clear();
            noted.clear();
        }
        current.ifPresent(key -> seen.put(id, new Seen(key, now)));
        return current;
    }

    /// Of many requests at once, one writes.
    private void noteUse(ApiKey key, Instant now) {
        Instant last = noted.get(key.id());
        if (last != null && now.isBefore(last.plus(NOTE_USE_EVERY))) {
            return;
        }
        boolean mine = last == null
                ? noted.putIfAbsent(key.id(), now) == null
                : noted.replace(key.id(), last, now);
        if (mine) {
            Tenancy.of(key.tenant(), () -> database.inTransaction(transaction -> {
                keys.noteUse(transaction, key.id(), now);
                return now;
            }));
        }
    }
}
