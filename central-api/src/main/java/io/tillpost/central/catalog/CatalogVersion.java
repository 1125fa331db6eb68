package io.tillpost.central.catalog;

import io.tillpost.protocol.journal.Hash;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One version of a tenant's catalogue, without its content.
///
/// @param version above every earlier one of the tenant
/// @param contentType `text/csv` or `application/json`
/// @param stores the stores it is for, sorted; absent: all of the tenant
/// @param client OAuth client that put it there
public record CatalogVersion(long version, String contentType, Hash sha256, int bytes,
        @Nullable List<String> stores, Instant createdAt, String client) {
    public CatalogVersion {
        stores = stores == null ? null : List.copyOf(stores);
    }

    /// The same as somebody sees it who sees these stores alone; absent: all.
    public CatalogVersion seenBy(@Nullable Collection<String> shown) {
        return stores == null || shown == null
                ? this
                : new CatalogVersion(version, contentType, sha256, bytes,
                        stores.stream().filter(shown::contains).toList(), createdAt, client);
    }
}
