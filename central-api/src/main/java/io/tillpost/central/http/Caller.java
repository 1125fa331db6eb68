package io.tillpost.central.http;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who calls, as its token proves.
///
/// @param client OAuth client id
/// @param stores the stores it is narrowed to; absent means all of the tenant
public record Caller(String tenant, String client, Set<String> scopes, @Nullable Set<String> stores) {
    public Caller {
        scopes = Set.copyOf(scopes);
        stores = stores == null ? null : Set.copyOf(stores);
    }

    /// Whether the caller may see this store.
    public boolean maySee(String store) {
        return stores == null || stores.contains(store);
    }
}
