package io.tillpost.central.identity;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.protocol.journal.Hash;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The clients as the database had them a moment ago, so that disabling one or taking a scope from it works on every node
/// within [#FRESH], also against tokens that are out already. The same for enrolled devices. Safe for use by all threads.
public final class LiveClients {
    /// How old an answer may be: below the 5 s that are promised, and one query per client and 2 s.
    static final Duration FRESH = Duration.ofSeconds(2);
    /// Only known clients are remembered, so this is reached by none; it keeps a mistake from becoming a leak.
    private static final int MOST_REMEMBERED = 10_000;

    private record Seen<T>(T what, long atNanos) {}

    private record Device(String agent, Hash keyId) {}

    private final Database database;
    private final Clients clients;
    private final DeviceKeys devices;
    private final LongSupplier nanoTicker;
    private final Map<String, Seen<ApiClient>> seen = new ConcurrentHashMap<>();
    private final Map<Device, Seen<DeviceKeys.DeviceKey>> seenDevices = new ConcurrentHashMap<>();

    /// Where no device is enrolled.
    ///
    /// @param nanoTicker monotonic time in nanoseconds
    public LiveClients(Database database, Clients clients, LongSupplier nanoTicker) {
        this(database, clients, DeviceKeys.NONE, nanoTicker);
    }

    /// @param nanoTicker monotonic time in nanoseconds
    public LiveClients(Database database, Clients clients, DeviceKeys devices, LongSupplier nanoTicker) {
        this.database = database;
        this.clients = clients;
        this.devices = devices;
        this.nanoTicker = nanoTicker;
    }

    /// The client of this id if it may call.
    public Optional<ApiClient> find(String id) {
        return find(seen, id, () -> inDatabase(id)).filter(ApiClient::isEnabled);
    }

    /// The same, as the database has it now.
    Optional<ApiClient> findAnew(String id) {
        seen.remove(id);
        return find(id);
    }

    /// Whom a token was issued to, if they may still call.
    public Optional<Principal> find(TokenVerdict.Valid token) {
        if (token.deviceKey() == null) {
            return find(token.client()).filter(client -> client.tenant().equals(token.tenant()))
                    .map(Principal::of);
        }
        var device = new Device(token.client(), token.deviceKey());
        return find(seenDevices, device, () -> inDatabase(device))
                .map(found -> Principal.of(device.agent, device.keyId, found))
                .filter(found -> found.tenant().equals(token.tenant()) && found.stores() != null
                        && found.stores().equals(token.stores()));
    }

    private Optional<ApiClient> inDatabase(String id) {
        return Tenancy.everyone(
                () -> database.inTransaction(transaction -> clients.find(transaction, id)));
    }

    private Optional<DeviceKeys.DeviceKey> inDatabase(Device device) {
        return Tenancy.everyone(() -> database
                .inTransaction(transaction -> devices.find(transaction, device.agent, device.keyId)));
    }

    private <K, T> Optional<T> find(Map<K, Seen<T>> remembered, K key, Supplier<Optional<T>> inDatabase) {
        Seen<T> last = remembered.get(key);
        long now = nanoTicker.getAsLong();
        if (last != null && now - last.atNanos < FRESH.toNanos()) {
            return Optional.of(last.what);
        }
        Optional<T> current = inDatabase.get();
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        current.ifPresentOrElse(found -> remembered.put(key, new Seen<>(found, now)),
                () -> remembered.remove(key));
        return current;
    }
}
