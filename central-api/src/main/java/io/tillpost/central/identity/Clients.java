package io.tillpost.central.identity;

import io.tillpost.central.database.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where API clients are kept.
public interface Clients {
    /// The client of this id, disabled or not.
    Optional<ApiClient> find(Transaction transaction, String id);

    /// The client of this id, which nobody else changes until the transaction ends.
    Optional<ApiClient> findLocked(Transaction transaction, String id);

    /// All clients of a tenant, by id.
    List<ApiClient> all(Transaction transaction, String tenant);

    /// Up to `limit` clients of a tenant, by id.
    ///
    /// @param within only those that are narrowed to some of these stores; absent: all
    /// @param after only those whose id comes after this one
    List<ApiClient> some(Transaction transaction, String tenant, @Nullable Set<String> within,
            @Nullable String after, int limit);

    /// Keeps a new one; false if the id is taken.
    boolean add(Transaction transaction, ApiClient client);

    /// Keeps how it proves who it is from now on. The method stays what it was.
    void replaceLogin(Transaction transaction, String id, ClientLogin login);

    /// Disables it from now on, or since it first was; false if there is none.
    boolean disable(Transaction transaction, String id, Instant now);

    /// Lets it call again; false if there is none.
    boolean enable(Transaction transaction, String id);
}
