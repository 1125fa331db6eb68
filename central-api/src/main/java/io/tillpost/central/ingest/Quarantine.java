package io.tillpost.central.ingest;

import io.tillpost.central.database.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What was set aside, as it is stored.
public interface Quarantine {
    /// Behind which one a list goes on.
    record After(UUID journal, long seq) {}

    /// Those of a tenant by journal and seq: at most `limit`, in this state if one is given, of these stores if any are.
    List<SetAside> list(Transaction transaction, String tenant, @Nullable Collection<String> stores,
            @Nullable String state, @Nullable After after, int limit);

    /// One, locked until the transaction ends.
    Optional<SetAside> locked(Transaction transaction, String tenant, UUID journal, long seq);

    /// What it says and where it stands in its chain.
    ChainedRow row(Transaction transaction, String tenant, SetAside one);

    /// What these events say that count, each once, in any order.
    List<ChainedRow> counted(Transaction transaction, String tenant, Collection<UUID> events);

    /// Keeps whoever else resolves events of the store waiting until the transaction ends. To be taken after the journal's lock.
    void lockStore(Transaction transaction, String tenant, String store);

    /// Whether an earlier event of its store and sale is still open.
    boolean heldBack(Transaction transaction, String tenant, SetAside one);

    /// It is open no more.
    void resolve(Transaction transaction, String tenant, SetAside one, String state, String by,
            @Nullable String resolution, Instant at);

    /// It stays open, for this reason.
    void stays(Transaction transaction, String tenant, SetAside one, Quarantined.Reason reason,
            String detail);
}
