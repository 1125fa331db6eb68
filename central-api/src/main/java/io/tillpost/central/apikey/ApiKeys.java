package io.tillpost.central.apikey;

import io.tillpost.central.database.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where API keys are kept.
public interface ApiKeys {
    /// The key of this id with its secrets, whatever its state.
    Optional<ApiKey> find(Transaction transaction, String id);

    /// The same, and nobody else changes it until the transaction ends.
    Optional<ApiKey> lock(Transaction transaction, String id);

    /// A tenant's keys by id, from behind `after`.
    ///
    /// @param stores only keys that are narrowed to some of these; absent means all of the tenant
    List<ApiKey> list(Transaction transaction, String tenant, @Nullable Set<String> stores, String after,
            int limit);

    /// Keeps a new key with its first secret.
    void add(Transaction transaction, ApiKey key);

    /// Adds a secret. Each of the others is good until `othersEndAt`, or until it would have ended anyhow: nobody knows
    /// which of them is in use. Of more than [ApiKey#MOST_SECRETS] the oldest is gone at once.
    void addSecret(Transaction transaction, ApiKey key, ApiKey.Kept secret, Instant othersEndAt);

    /// Disables it from now on, or since it first was.
    void disable(Transaction transaction, String id, Instant now);

    /// Notes that it was used, unless that was noted less than a minute ago.
    void noteUse(Transaction transaction, String id, Instant now);
}
