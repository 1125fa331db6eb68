package io.tillpost.central.identity;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// The clients as the database had them a moment ago, so that disabling one or taking a scope from it works on every node
/// within [#FRESH], also against tokens that are out already. Safe for use by all threads.
public final class LiveClients {
    /// How old an answer may be: below the 5 s that are promised, and one query per client and 2 s.
    static final Duration FRESH = Duration.ofSeconds(2);
    /// Only known clients are remembered, so this is reached by none; it keeps a mistake from becoming a leak.
    private static final int MOST_REMEMBERED = 10_000;

    private record Seen(ApiClient client, long atNanos) {}

    private final Database database;
    private final Clients clients;
    private final LongSupplier nanoTicker;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    /// @param nanoTicker monotonic time in nanoseconds
    public LiveClients(Database database, Clients clients, LongSupplier nanoTicker) {
        this.database = database;
        this.clients = clients;
        this.nanoTicker = nanoTicker;
    }

    /// The client of this id if it may call.
    public Optional<ApiClient> find(String id) {
        Seen last = seen.get(id);
        long now = nanoTicker.getAsLong();
        if (last != null && now - last.atNanos < FRESH.toNanos()) {
            return Optional.of(last.client).filter(ApiClient::isEnabled);
        }
        Optional<ApiClient> current = Tenancy.everyone(
                () -> database.inTransaction(transaction -> clients.find(transaction, id)));
        if (seen.size() >= MOST_REMEMBERED) {
            seen.clear();
        }
        current.ifPresent(client -> seen.put(id, new Seen(client, now)));
        return current.filter(ApiClient::isEnabled);
    }
}
