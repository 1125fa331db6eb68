package io.tillpost.central.reconciliation;

import io.tillpost.central.database.Transaction;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A person's word on a discrepancy.
public final class Resolving {
    private final Discrepancies discrepancies;
    private final MatchBook matches;
    private final Clock clock;

    public Resolving(Discrepancies discrepancies, MatchBook matches, Clock clock) {
        this.discrepancies = discrepancies;
        this.matches = matches;
        this.clock = clock;
    }

    /// What became of it.
    public sealed interface Outcome {
        /// It is resolved.
        record Resolved(Discrepancy discrepancy) implements Outcome {}

        /// It is closed already.
        record NotOpen(Discrepancy discrepancy) implements Outcome {}
    }

    /// Resolves an open discrepancy for `reason`; empty if there is none of this id.
    public Optional<Outcome> resolve(Transaction transaction, String tenant, UUID id, String client,
            String reason) {
        matches.lock(transaction, tenant);
        discrepancies.find(transaction, tenant, id).map(Discrepancy::store)
                .ifPresent(store -> matches.lockStore(transaction, tenant, store));
        return discrepancies.find(transaction, tenant, id).map(found -> {
            if (!found.isOpen()) {
                return new Outcome.NotOpen(found);
            }
            var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            var resolved = found.closed(DiscrepancyState.RESOLVED, now, client, reason);
            discrepancies.save(transaction, tenant,
                    List.of(new Discrepancies.Change(resolved, "resolved", client, reason, now)));
            return new Outcome.Resolved(resolved);
        });
    }
}
