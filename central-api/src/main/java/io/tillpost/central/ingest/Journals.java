package io.tillpost.central.ingest;

import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import io.tillpost.protocol.sync.Hello;
import io.tillpost.protocol.sync.LaneHead;
import io.tillpost.protocol.sync.Presence;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Journals, events and quarantine as they are stored.
public interface Journals {
    /// The journal, locked until the transaction ends.
    Optional<JournalState> locked(Transaction transaction, String tenant, UUID journal);

    /// The newest journal of an agent's lane, locked until the transaction ends.
    Optional<JournalState> newest(Transaction transaction, String tenant, String agent, Lane lane);

    /// Hash of a committed row.
    Optional<Hash> hashAt(Transaction transaction, String tenant, UUID journal, long seq);

    /// Adds an empty journal and fences all older ones of its lane.
    void open(Transaction transaction, String tenant, JournalState journal, @Nullable Parent parent,
            Instant at);

    /// Keeps the events whose ids are new and writes the places of all rows, and returns for each row's id what was known of
    /// it before: absent for a new one, else its digest.
    Map<UUID, Hash> keep(Transaction transaction, String tenant, JournalState journal, List<ChainedRow> rows,
            Instant receivedAt, Instant committedAt);

    /// What a kept event says. Throws [io.tillpost.protocol.seal.SealBrokenException] when it is not what was kept there.
    Optional<EventContent> content(Transaction transaction, String tenant, UUID event);

    /// Moves the head to this row.
    void advance(Transaction transaction, String tenant, UUID journal, ChainedRow last);

    /// Sets rows aside.
    void quarantine(Transaction transaction, String tenant, JournalState journal, List<Quarantined> rows,
            Instant since);

    /// How many events of a store's business date are in quarantine; those whose date cannot be read count for every day.
    long held(Transaction transaction, String tenant, String store, LocalDate businessDate);

    /// Those of these sales of which the store has an event in quarantine. What another store's box says of them holds
    /// nothing up.
    Set<UUID> heldSales(Transaction transaction, String tenant, String store, Collection<UUID> sales);

    /// Notes which run of an agent spoke by which connection, and returns what its hello is: of two runs that alternate, one
    /// that has spoken before another one does so again. Each connection has a nonce of its own, and a run that is over never
    /// comes back. A hello that comes late, or once more, changes nothing.
    Runs.Hello heard(Transaction transaction, String tenant, Hello hello, Instant at);

    /// Notes where an agent's journal of lane fin ended at that moment: once that row is here, so is all that the agent had
    /// done until then.
    void said(Transaction transaction, String tenant, String agent, LaneHead head, Instant at);

    /// Of those of these agents that have spoken at least once: up to when all that each has done is here; empty where that
    /// was never so.
    SortedMap<String, Optional<Instant>> heardTo(Transaction transaction, String tenant,
            Collection<String> agents);

    /// Notes whether an agent's connection is there. What an older connection says does not count; one that is over before
    /// its hello is heard stays over.
    void seen(Transaction transaction, String tenant, Presence presence);
}
