package io.tillpost.central.reconciliation;

import io.tillpost.central.payment.CardPayment;
import io.tillpost.central.reconciliation.Finding.Place;
import io.tillpost.central.statement.SettlementLine;
import io.tillpost.central.store.Stores.TerminalTerm;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whose day a settlement line is of that settles no payment: as other payments of its terminal and date show. Without any,
/// which is so as long as the store has sent nothing of that day, it is its terminal's date at the store that has the contract.
final class LinePlaces {
    private final Map<TerminalDay, Place> shown = new HashMap<>();
    private final List<TerminalTerm> terms;

    /// @param payments of the lines' merchant id, around their dates
    /// @param terms of the same merchant id
    LinePlaces(Collection<CardPayment> payments, List<TerminalTerm> terms) {
        this.terms = terms;
        for (CardPayment payment : payments) {
            for (LocalDate date : TerminalDates.of(payment)) {
                shown.putIfAbsent(new TerminalDay(payment.facts().terminalId(), date),
                        new Place(payment.store(), payment.businessDate()));
            }
        }
    }

    /// A terminal on a date.
    private record TerminalDay(String terminalId, LocalDate date) {}

    /// Absent where nobody knows the terminal.
    @Nullable
    Place of(SettlementLine line) {
        var place = shown.get(new TerminalDay(line.terminalId(), line.terminalDate()));
        return place == null ? byContract(line) : place;
    }

    /// The contract that began last. Two that began together name two stores, of which nobody can say which.
    private @Nullable Place byContract(SettlementLine line) {
        var begun = terms.stream()
                .filter(term -> term.terminalId().equals(line.terminalId())
                        && !term.validFrom().isAfter(line.terminalDate()))
                .toList();
        var last = begun.stream().map(TerminalTerm::validFrom).max(Comparator.naturalOrder());
        var holders = begun.stream()
                .filter(term -> last.equals(Optional.of(term.validFrom())))
                .map(TerminalTerm::store)
                .distinct()
                .toList();
        return holders.size() == 1 ? new Place(holders.getFirst(), line.terminalDate()) : null;
    }
}
