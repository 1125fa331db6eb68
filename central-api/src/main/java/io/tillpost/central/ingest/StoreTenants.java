package io.tillpost.central.ingest;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.store.Stores;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Holds what is done for a topic's store to the rows of its tenant. A store never changes its tenant and never goes
/// away, so each is looked up once. Safe for use by all threads.
final class StoreTenants {
    /// More stores than that are asked for again; it keeps the map from growing without end.
    private static final int MOST_REMEMBERED = 100_000;

    private final Database database;
    private final Stores stores;
    private final Map<String, String> tenants = new ConcurrentHashMap<>();

    StoreTenants(Database database, Stores stores) {
        this.database = database;
        this.stores = stores;
    }

    /// Runs `work` bound to the tenant of this store; unbound, so that it finds no store of that name, if there is none.
    <R> R within(String store, Supplier<R> work) {
        Optional<String> tenant = tenantOf(store);
        return tenant.isEmpty() ? work.get() : Tenancy.of(tenant.get(), work::get);
    }

    private Optional<String> tenantOf(String store) {
        String known = tenants.get(store);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<String> found = Tenancy.everyone(() -> database.inTransaction(
                transaction -> stores.named(transaction, store).map(named -> named.tenant())));
        if (tenants.size() >= MOST_REMEMBERED) {
            tenants.clear();
        }
        found.ifPresent(tenant -> tenants.put(store, tenant));
        return found;
    }
}
