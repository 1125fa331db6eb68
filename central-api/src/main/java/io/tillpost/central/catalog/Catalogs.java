package io.tillpost.central.catalog;

import io.tillpost.central.database.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The versions of all catalogues. None is ever changed or taken away.
public interface Catalogs {
    /// Adds a version.
    ///
    /// @param stores the stores it is for; absent: all of the tenant
    CatalogVersion add(Transaction transaction, String tenant, CatalogFile file,
            @Nullable Collection<String> stores, String client, Instant createdAt);

    /// One version, if it is for one of the stores `shown`; absent: for any.
    Optional<CatalogVersion> find(Transaction transaction, String tenant, long version,
            @Nullable Collection<String> shown);

    /// The newest first, those before the version `before` if present, at most `limit`.
    List<CatalogVersion> list(Transaction transaction, String tenant, @Nullable Long before,
            @Nullable Collection<String> shown, int limit);

    /// The version that this store is to have.
    Optional<CatalogVersion> newest(Transaction transaction, String tenant, String store);

    /// The file of a version.
    byte[] content(Transaction transaction, String tenant, CatalogVersion version);
}
