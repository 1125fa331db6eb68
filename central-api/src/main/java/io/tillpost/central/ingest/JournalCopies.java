package io.tillpost.central.ingest;

import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.journal.Parent;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Head office's copies of the stores' journals, for whoever compares them.
public interface JournalCopies {
    /// A journal as head office has it.
    ///
    /// @param parent the journal that it replaces, absent for a first one
    record Copy(JournalState state, @Nullable Parent parent) {}

    /// A store's journals, by lane, agent and epoch.
    ///
    /// @param agent of this one alone; absent: of all
    /// @param after the last one that was shown, absent for the first page
    List<Copy> list(Transaction transaction, String tenant, String store, @Nullable String agent,
            @Nullable Place after, int limit);

    /// Where a journal stands in that order.
    record Place(String lane, String agent, long epoch) {}

    /// A journal of this store.
    Optional<Copy> find(Transaction transaction, String tenant, String store, UUID journal);

    /// Up to `limit` rows after this seq, in order, with the very bytes that were hashed, also of events in quarantine.
    /// Throws [io.tillpost.protocol.seal.SealBrokenException] when one is not what was kept there.
    ///
    /// @param mostBytes what metadata and bodies have as they are kept, together; one row always comes, if there is one
    List<ChainedRow> rows(Transaction transaction, String tenant, UUID journal, long after, int limit,
            long mostBytes);
}
