package io.tillpost.edge.sale;

import io.tillpost.edge.sale.Sale.ReceiptNumber;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.RefundLine;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A refund as it stands. Amounts are above zero.
///
/// @param till where it is made; `shift` is open there
/// @param taxDate date of the refund in the store's zone
/// @param rounding of cash, zero without
/// @param tip given back too where a whole payment is reversed
/// @param reverses the charge that is to be reversed as a whole, if this is a reversal
/// @param pending the card attempt that is not resolved, if there is one
/// @param receipt its number, once it is completed
public record Refund(RefundId refund, SaleId sale, String till, ShiftId shift, String operator,
        Instant startedAt, LocalDate taxDate, RefundState state, List<RefundLine> lines, List<TaxTotal> taxes,
        Money total, Money rounding, Money tip, List<RefundTender> tenders, String reason,
        @Nullable AttemptId reverses, @Nullable AttemptId pending, @Nullable ReceiptNumber receipt) {
    public Refund {
        lines = List.copyOf(lines);
        taxes = List.copyOf(taxes);
        tenders = List.copyOf(tenders);
    }

    /// What was given back, tip included.
    public Money givenBack() {
        return Money.sum(tenders.stream().map(RefundTender::amount).toList(), total.currency());
    }

    /// What of it was given back in notes and coins.
    Money inCash() {
        return Money.sum(tenders.stream()
                .filter(RefundTender.Cash.class::isInstance)
                .map(RefundTender::amount)
                .toList(), total.currency());
    }

    /// What is still to be given back.
    public Money remaining() {
        return total.plus(rounding).plus(tip).minus(givenBack());
    }

    Refund became(RefundState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException(
                    "refund " + refund + " is " + state + ", cannot become " + next);
        }
        return with(next, rounding, tip, tenders, pending, receipt);
    }

    Refund givenBackBy(RefundTender tender) {
        var more = new ArrayList<>(tenders);
        more.add(tender);
        return with(state, rounding, tip, more, pending, receipt);
    }

    Refund rounded(Money difference) {
        return with(state, difference, tip, tenders, pending, receipt);
    }

    Refund withTip(Money given) {
        return with(state, rounding, given, tenders, pending, receipt);
    }

    Refund waitingFor(@Nullable AttemptId attempt) {
        return with(state, rounding, tip, tenders, attempt, receipt);
    }

    Refund numbered(Sale.ReceiptNumber number) {
        return with(state, rounding, tip, tenders, pending, number);
    }

    /// Whether no more than its money is known: it was begun in a time that this box had forgotten, and what it takes back
    /// was never written, or has changed since, if more money moved than what is known comes to.
    public boolean forgotten() {
        return lines.isEmpty() || remaining().isNegative();
    }

    /// With these parts of its sale in place of those that are not known.
    Refund of(Returned.Parts parts, Money withTip) {
        return new Refund(refund, sale, till, shift, operator, startedAt, taxDate, state, parts.lines(),
                parts.taxes(), parts.total(), rounding, withTip, tenders, reason, reverses, pending, receipt);
    }

    /// As events say that this box had forgotten, whatever it was before.
    Refund rebuilt(RefundState next, List<RefundTender> by, @Nullable AttemptId attempt) {
        return with(next, rounding, tip, by, attempt, receipt);
    }

    private Refund with(RefundState nextState, Money nextRounding, Money nextTip, List<RefundTender> by,
            @Nullable AttemptId attempt, Sale.@Nullable ReceiptNumber number) {
        return new Refund(refund, sale, till, shift, operator, startedAt, taxDate, nextState, lines, taxes,
                total, nextRounding, nextTip, by, reason, reverses, attempt, number);
    }
}
