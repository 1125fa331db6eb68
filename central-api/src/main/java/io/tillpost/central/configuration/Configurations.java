package io.tillpost.central.configuration;

import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.journal.Hash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The configurations of all stores.
public interface Configurations {
    /// A document as a new version.
    ///
    /// @param above the version is above this, too
    ConfigurationVersion add(Transaction transaction, String tenant, String store, byte[] document,
            Hash sha256, @Nullable Long rollbackTo, long above, String client, Instant now);

    /// Lets nobody else add to this store until the transaction ends.
    void lock(Transaction transaction, String tenant, String store);

    /// The version that counts.
    Optional<ConfigurationVersion> newest(Transaction transaction, String tenant, String store);

    /// One version.
    Optional<ConfigurationVersion> find(Transaction transaction, String tenant, String store, long version);

    /// The document of a version that is there.
    byte[] document(Transaction transaction, String tenant, String store, long version);

    /// The newest first, those before the version `before` if present, at most `limit`.
    List<ConfigurationVersion> list(Transaction transaction, String tenant, String store,
            @Nullable Long before, int limit);

    /// Stores whose newest version did not go to the broker since its COMMIT, locked; others that hold some are not waited
    /// for.
    List<StoreName> toPublish(Transaction transaction, int limit);

    /// A store, with its tenant.
    record StoreName(String tenant, String store) {}

    /// The pointer to this version goes to the broker.
    void published(Transaction transaction, String tenant, String store, long version);

    /// Notes what an agent says that counts with it.
    void reported(Transaction transaction, String tenant, String store, String agent, long version,
            Instant now);

    /// What the agents of a store said, by agent.
    List<Reported> reports(Transaction transaction, String tenant, String store);

    /// The highest version, up to `atMost`, that an agent of a store said; of those whose certificates are all revoked nothing
    /// is believed. 0 if none said any.
    long highestReported(Transaction transaction, String tenant, String store, long atMost);

    /// What counts with an agent.
    record Reported(String agent, long version, Instant reportedAt) {}
}
