package io.tillpost.central.reconciliation;

import io.tillpost.central.database.Transaction;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The discrepancies of all tenants, each with what became of it.
public interface Discrepancies {
    /// A discrepancy as it is to be kept, and the step that led there.
    ///
    /// @param action opened, updated, explained, reopened or resolved
    record Change(Discrepancy discrepancy, String action, String by, String reason, Instant at) {}

    /// All about these subjects.
    List<Discrepancy> about(Transaction transaction, String tenant, Collection<UUID> subjects);

    /// Keeps the changes and their steps.
    void save(Transaction transaction, String tenant, List<Change> changes);

    Optional<Discrepancy> find(Transaction transaction, String tenant, UUID discrepancy);

    /// Discrepancies by id, at most `limit`, those after `after`; absent filters do not narrow.
    List<Discrepancy> list(Transaction transaction, String tenant, @Nullable DiscrepancyState state,
            @Nullable DiscrepancyClass type, @Nullable UUID after, int limit);

    /// Attestations that a person resolved by naming one of these settlement lines.
    List<Discrepancy> naming(Transaction transaction, String tenant, Collection<UUID> settlementLines);

    /// What counts for a store's day, by id.
    List<Discrepancy> ofDay(Transaction transaction, String tenant, String store, LocalDate businessDate);

    /// What stands between these payouts and the bank.
    List<Discrepancy> atBank(Transaction transaction, String tenant, Collection<UUID> payouts);

    /// What concerns a payment, oldest first.
    List<Discrepancy> ofPayment(Transaction transaction, String tenant, UUID payment);
}
