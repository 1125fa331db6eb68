package io.tillpost.central.ingest;

import io.tillpost.central.ledger.Books.Tendered;
import io.tillpost.central.ledger.RoleSums;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.money.Money;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/// What was taken for a sale and its refunds in one shift, and no completion that counts claims; below zero is what was given
/// back. Vouchers are taken by the completion itself. Which event took what does not matter: a box that was put back may have
/// taken all of it anew, or have gone on with what was paid before.
record Unclaimed(Money cash, Money card) {
    /// @param sale the sale that money was taken for, or that is refunded
    /// @param booked what the events say that moved something in the shift
    /// @param moved what they moved on *tender received*
    static Unclaimed of(UUID sale, Currency currency, Collection<Reading> booked, List<Tendered> moved) {
        Map<UUID, Event> ofSale = new HashMap<>();
        for (Reading reading : booked) {
            if (reading instanceof Reading.Known known && sale.equals(known.sale())) {
                ofSale.put(known.row().row().eventId(), known.event());
            }
        }
        List<Tendered> lines = moved.stream()
                .filter(line -> line.moved().currency().equals(currency))
                .filter(line -> ofSale.containsKey(line.source()))
                .toList();
        Money all = sum(lines.stream().map(Tendered::moved), currency).negated();
        Money cash = sum(lines.stream().flatMap(line -> cash(line, ofSale)), currency).negated();
        return new Unclaimed(cash, all.minus(cash));
    }

    /// The cash in what an event moved there: a completion moves all kinds at once.
    private static Stream<Money> cash(Tendered line, Map<UUID, Event> events) {
        return switch (line.role()) {
            case RoleSums.SALE -> events.get(line.source()) instanceof SaleCompleted sale
                    ? sale.tenders().stream().filter(Tender.Cash.class::isInstance).map(Tender::amount)
                    : Stream.of();
            case RoleSums.REFUND -> events.get(line.source()) instanceof RefundCompleted refund
                    ? refund.tenders().stream().filter(RefundTender.Cash.class::isInstance)
                            .map(tender -> tender.amount().negated())
                    : Stream.of();
            default -> RoleSums.Tender.of(line.role()).filter(RoleSums.Tender.CASH::equals).stream()
                    .map(_ -> line.moved());
        };
    }

    private static Money sum(Stream<Money> amounts, Currency currency) {
        return Money.sum(amounts.toList(), currency);
    }
}
