package io.tillpost.central.http;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who calls, as its token proves.
///
/// @param client OAuth client id
/// @param stores the stores it is narrowed to; absent means all of the tenant
/// @param agent the box that calls by its own key; absent for everybody else
public record Caller(String tenant, String client, Set<String> scopes, @Nullable Set<String> stores,
        @Nullable String agent) {
    public Caller {
        scopes = Set.copyOf(scopes);
        stores = stores == null ? null : Set.copyOf(stores);
    }

    /// A caller that is no box.
    public Caller(String tenant, String client, Set<String> scopes, @Nullable Set<String> stores) {
        this(tenant, client, scopes, stores, null);
    }

    /// Whether the caller may see this store.
    public boolean maySee(String store) {
        return stores == null || stores.contains(store);
    }
}
