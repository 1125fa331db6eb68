package io.tillpost.edge.sale;

import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sale as it stands.
///
/// @param taxDate date of supply in the store's zone
/// @param tip stated by card terminals; on top of `total`
/// @param pending the card attempt that is not resolved, if there is one
/// @param receipt its number, once it is completed
public record Sale(SaleId sale, String till, ShiftId shift, String operator, Instant startedAt,
        LocalDate taxDate, SaleState state, List<SaleLine> lines, List<TaxTotal> taxes, Money total,
        Money tip, List<Tender> tenders, @Nullable AttemptId pending, @Nullable ReceiptNumber receipt) {
    public Sale {
        lines = List.copyOf(lines);
        taxes = List.copyOf(taxes);
        tenders = List.copyOf(tenders);
    }

    /// Its place in a gap-free series.
    ///
    /// @param at when the sale was completed
    public record ReceiptNumber(String series, long number, Instant at) {}

    /// What was paid, tip included.
    public Money paid() {
        return Money.sum(tenders.stream().map(Tender::amount).toList(), total.currency());
    }

    /// What is still to be paid.
    public Money remaining() {
        return total.plus(tip).minus(paid());
    }

    Sale became(SaleState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("sale " + sale + " is " + state + ", cannot become " + next);
        }
        return new Sale(sale, till, shift, operator, startedAt, taxDate, next, lines, taxes, total, tip,
                tenders, pending, receipt);
    }

    Sale paidBy(Tender tender, Money withTip) {
        var more = new ArrayList<>(tenders);
        more.add(tender);
        return new Sale(sale, till, shift, operator, startedAt, taxDate, state, lines, taxes, total,
                tip.plus(withTip), more, pending, receipt);
    }

    Sale waitingFor(@Nullable AttemptId attempt) {
        return new Sale(sale, till, shift, operator, startedAt, taxDate, state, lines, taxes, total, tip,
                tenders, attempt, receipt);
    }

    Sale numbered(ReceiptNumber number) {
        return new Sale(sale, till, shift, operator, startedAt, taxDate, state, lines, taxes, total, tip,
                tenders, pending, number);
    }
}
