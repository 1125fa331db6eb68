package io.tillpost.central.reconciliation;

import io.tillpost.central.payment.CardPayment;
import io.tillpost.central.payment.TerminalBatch;
import io.tillpost.protocol.event.TerminalBatchClosed;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// What has still to come of a day's card payments. Their sums do not tell: a charge and its refund add up to nothing.
///
/// @param unsettled payments of which no acquirer has said a word, neither by a line nor by leaving them out
/// @param openTerminals terminals of payments whose end of day has not come, by name
record Awaited(long unsettled, List<String> openTerminals) {
    /// @param settled attempts that a line settles
    /// @param standing discrepancies of the day that have not explained themselves
    static Awaited of(List<CardPayment> charged, Set<UUID> settled, Collection<Discrepancy> standing,
            List<TerminalBatch> batches) {
        Set<UUID> answered = new HashSet<>(settled);
        standing.stream()
                .filter(one -> one.payment() != null && DiscrepancyClass.OF_MATCHING.contains(one.type()))
                .forEach(one -> answered.add(one.payment()));
        return new Awaited(charged.stream().filter(payment -> !answered.contains(payment.attempt())).count(),
                charged.stream()
                        .filter(payment -> batches.stream().noneMatch(batch -> counts(batch, payment)))
                        .map(CardPayment::terminal)
                        .distinct()
                        .sorted()
                        .toList());
    }

    /// An end of day whose outcome is unknown has no totals.
    private static boolean counts(TerminalBatch batch, CardPayment payment) {
        return batch.closed().state() == TerminalBatchClosed.State.CLOSED && batch.isOf(payment);
    }

    boolean isNothing() {
        return unsettled == 0 && openTerminals.isEmpty();
    }
}
