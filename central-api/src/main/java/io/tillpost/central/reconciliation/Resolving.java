package io.tillpost.central.reconciliation;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.payment.CardPayments;
import io.tillpost.central.payment.Payment;
import io.tillpost.central.statement.KeptLine;
import io.tillpost.central.statement.Settlements;
import io.tillpost.protocol.money.Money;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A person's word on a discrepancy.
public final class Resolving {
    private final Discrepancies discrepancies;
    private final MatchBook matches;
    private final CardPayments payments;
    private final Settlements settlements;
    private final Reconciliation reconciliation;
    private final Clock clock;

    public Resolving(Discrepancies discrepancies, MatchBook matches, CardPayments payments,
            Settlements settlements, Reconciliation reconciliation, Clock clock) {
        this.discrepancies = discrepancies;
        this.matches = matches;
        this.payments = payments;
        this.settlements = settlements;
        this.reconciliation = reconciliation;
        this.clock = clock;
    }

    /// What became of it.
    public sealed interface Outcome {
        /// It is resolved.
        record Resolved(Discrepancy discrepancy) implements Outcome {}

        /// It is closed already.
        record NotOpen(Discrepancy discrepancy) implements Outcome {}

        /// There is no such settlement line.
        record NoSuchLine(UUID line) implements Outcome {}

        /// The line cannot be what settles the payment; nothing was kept.
        ///
        /// @param why in words
        record LineDoesNotFit(String why) implements Outcome {}
    }

    /// Resolves an open discrepancy for `reason`; empty if there is none of this id.
    ///
    /// @param line settlement line that settles the payment of an `unconfirmed-attestation`, if somebody found it; it may be named
    /// later, too, for one that was resolved without
    public Optional<Outcome> resolve(Transaction transaction, String tenant, UUID id, String client,
            String reason, @Nullable UUID line) {
        matches.lock(transaction, tenant);
        discrepancies.find(transaction, tenant, id).map(Discrepancy::store)
                .ifPresent(store -> matches.lockStore(transaction, tenant, store));
        return discrepancies.find(transaction, tenant, id).map(found -> {
            if (!found.isOpen() && (line == null || !lacksLine(found))) {
                return new Outcome.NotOpen(found);
            }
            if (line != null) {
                var refused = refused(transaction, tenant, found, line);
                if (refused.isPresent()) {
                    return refused.get();
                }
            }
            var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            var resolved = found.resolved(line, now, client, reason);
            discrepancies.save(transaction, tenant,
                    List.of(new Discrepancies.Change(resolved, "resolved", client, reason, now)));
            if (line != null) {
                reconciliation.named(transaction, tenant, line);
            }
            return new Outcome.Resolved(resolved);
        });
    }

    private static boolean lacksLine(Discrepancy found) {
        return found.type() == DiscrepancyClass.UNCONFIRMED_ATTESTATION
                && found.state() == DiscrepancyState.RESOLVED && found.settlementLine() == null;
    }

    private Optional<Outcome> refused(Transaction transaction, String tenant, Discrepancy found, UUID line) {
        if (found.type() != DiscrepancyClass.UNCONFIRMED_ATTESTATION) {
            return doesNotFit("discrepancy '" + found.id() + "' is of class " + found.type().wireName()
                    + ", expected unconfirmed-attestation");
        }
        Payment payment = payments.attestedOf(transaction, tenant, List.of(found.subject())).stream()
                .findFirst()
                .orElse(null);
        if (payment == null) {
            return doesNotFit("payment '" + found.subject() + "' is not attested as moved");
        }
        if (!matches.byOurs(transaction, tenant, List.of(payment.attempt())).isEmpty()) {
            return doesNotFit("payment '" + payment.attempt()
                    + "' is matched from before it was attested, look at its day again first");
        }
        return settlements.lines(transaction, tenant, List.of(line))
                .stream()
                .findFirst()
                .map(kept -> refused(transaction, tenant, payment, kept))
                .orElse(Optional.of(new Outcome.NoSuchLine(line)));
    }

    private Optional<Outcome> refused(Transaction transaction, String tenant, Payment payment,
            KeptLine line) {
        Discrepancy unknown = discrepancies.about(transaction, tenant, List.of(line.id()))
                .stream()
                .filter(one -> one.type() == DiscrepancyClass.UNKNOWN_LINE
                        && one.state() != DiscrepancyState.EXPLAINED)
                .findFirst()
                .orElse(null);
        if (unknown == null || !matches.byTheirs(transaction, tenant, List.of(line.id())).isEmpty()) {
            return doesNotFit(
                    "settlement line '" + line.id() + "' is of another payment, expected an unknown-line");
        }
        if (!payment.store().equals(unknown.store())) {
            return doesNotFit("terminal '" + line.line().terminalId() + "' of settlement line '" + line.id()
                    + "' is " + (unknown.store() == null ? "no store's" : "store '" + unknown.store() + "'s")
                    + ", expected store '" + payment.store() + "'s");
        }
        Money gross = line.line().settled().gross();
        return gross.equals(payment.attested())
                ? Optional.empty()
                : doesNotFit("settlement line '" + line.id() + "' settles " + gross + ", expected "
                        + payment.attested());
    }

    private static Optional<Outcome> doesNotFit(String why) {
        return Optional.of(new Outcome.LineDoesNotFit(why));
    }
}
