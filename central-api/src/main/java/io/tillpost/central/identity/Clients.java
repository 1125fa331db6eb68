package io.tillpost.central.identity;

import io.tillpost.central.database.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Where API clients are kept.
public interface Clients {
    /// The client of this id, disabled or not.
    Optional<ApiClient> find(Transaction transaction, String id);

    /// All clients of a tenant, by id.
    List<ApiClient> all(Transaction transaction, String tenant);

    /// Keeps a new one; false if the id is taken.
    boolean add(Transaction transaction, ApiClient client);

    /// Disables it from now on, or since it first was; false if there is none.
    boolean disable(Transaction transaction, String id, Instant now);
}
