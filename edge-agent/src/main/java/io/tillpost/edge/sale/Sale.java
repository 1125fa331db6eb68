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
/// @param rounding of cash, zero without; absent in sales from before there was any
/// @param signatures the card payments whose signatures nobody has compared; absent in sales from before they were asked for
public record Sale(SaleId sale, String till, ShiftId shift, String operator, Instant startedAt,
        LocalDate taxDate, SaleState state, List<SaleLine> lines, List<TaxTotal> taxes, Money total,
        Money tip, List<Tender> tenders, @Nullable AttemptId pending, @Nullable ReceiptNumber receipt,
        @Nullable Money rounding, @Nullable List<AttemptId> signatures) {
    public Sale {
        lines = List.copyOf(lines);
        taxes = List.copyOf(taxes);
        tenders = List.copyOf(tenders);
        signatures = signatures == null ? null : List.copyOf(signatures);
    }

    /// Without a signature to compare.
    Sale(SaleId sale, String till, ShiftId shift, String operator, Instant startedAt, LocalDate taxDate,
            SaleState state, List<SaleLine> lines, List<TaxTotal> taxes, Money total, Money tip,
            List<Tender> tenders, @Nullable AttemptId pending, @Nullable ReceiptNumber receipt,
            @Nullable Money rounding) {
        this(sale, till, shift, operator, startedAt, taxDate, state, lines, taxes, total, tip, tenders,
                pending, receipt, rounding, null);
    }

    /// Its place in a gap-free series.
    ///
    /// @param at when the sale was completed
    public record ReceiptNumber(String series, long number, Instant at) {}

    /// What cash took more than the exact amount, or less: zero unless cash paid the last part.
    @Override
    public Money rounding() {
        return rounding == null ? Money.zero(total.currency()) : rounding;
    }

    /// The card payments whose signatures have to be compared before it may go on.
    @Override
    public List<AttemptId> signatures() {
        return signatures == null ? List.of() : signatures;
    }

    /// Whether its lines' prices have the tax in them. The sale's own sums say it, as it was rung up, whatever the store is
    /// set to since.
    ///
    /// @param otherwise the answer where no line bears tax, so that both are the same
    boolean pricesIncludeTax(boolean otherwise) {
        if (taxes.stream().allMatch(tax -> tax.tax().isZero())) {
            return otherwise;
        }
        return Money.sum(lines.stream().map(SaleLine::gross).toList(), total.currency()).equals(total);
    }

    /// What was paid, tip included.
    public Money paid() {
        return Money.sum(tenders.stream().map(Tender::amount).toList(), total.currency());
    }

    /// What is still to be paid.
    public Money remaining() {
        return total.plus(rounding()).plus(tip).minus(paid());
    }

    Sale became(SaleState next) {
        mustBecome(next);
        return with(next, tip, tenders, pending, receipt, rounding());
    }

    void mustBecome(SaleState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("sale " + sale + " is " + state + ", cannot become " + next);
        }
    }

    Sale paidBy(Tender tender, Money withTip) {
        var more = new ArrayList<>(tenders);
        more.add(tender);
        return with(state, tip.plus(withTip), more, pending, receipt, rounding());
    }

    /// Without one of its tenders, which was given back.
    Sale without(Tender tender, Money itsTip) {
        var fewer = new ArrayList<>(tenders);
        if (!fewer.remove(tender)) {
            throw new IllegalStateException("sale " + sale + " was not paid by " + tender);
        }
        Sale without = with(state, tip.minus(itsTip), fewer, pending, receipt, rounding());
        return tender instanceof Tender.Card card ? without.signed(card.attempt()) : without;
    }

    /// The signature of this card payment has to be compared.
    Sale toSign(AttemptId attempt) {
        var more = new ArrayList<>(signatures());
        more.add(attempt);
        return withSignatures(more);
    }

    /// That of this one has not, or not any more.
    Sale signed(AttemptId attempt) {
        return withSignatures(signatures().stream().filter(other -> !other.equals(attempt)).toList());
    }

    /// None has: the sale takes no other money while one is asked for, and it did.
    Sale allSigned() {
        return withSignatures(List.of());
    }

    private Sale withSignatures(List<AttemptId> some) {
        return new Sale(sale, till, shift, operator, startedAt, taxDate, state, lines, taxes, total, tip,
                tenders, pending, receipt, rounding(), some);
    }

    Sale rounded(Money difference) {
        return with(state, tip, tenders, pending, receipt, difference);
    }

    Sale waitingFor(@Nullable AttemptId attempt) {
        return with(state, tip, tenders, attempt, receipt, rounding());
    }

    Sale numbered(ReceiptNumber number) {
        return with(state, tip, tenders, pending, number, rounding());
    }

    /// Whether no more than its money is known: it was begun in a time that this box had forgotten, and what it sells was
    /// never written, or has changed since, if more money moved than what is known comes to; or it was in its cart when
    /// money turned out to have moved for it.
    public boolean forgotten() {
        return lines.isEmpty() || remaining().isNegative();
    }

    /// Its money alone: its goods are in a cart, where they may have changed.
    Sale withoutGoods() {
        Money nothing = Money.zero(total.currency());
        return new Sale(sale, till, shift, operator, startedAt, taxDate, state, List.of(), List.of(), nothing,
                tip, tenders, pending, receipt, nothing, signatures());
    }

    /// As events say that this box had forgotten, whatever it was before.
    Sale rebuilt(SaleState next, List<Tender> by, Money withTip, @Nullable AttemptId attempt) {
        Sale now = with(next, withTip, by, attempt, receipt, rounding());
        return now.withSignatures(signatures().stream()
                .filter(asked -> by.stream()
                        .anyMatch(one -> one instanceof Tender.Card card && card.attempt().equals(asked)))
                .toList());
    }

    /// With the goods of a cart in place of those that are not known.
    Sale selling(Pricing.Priced priced) {
        return new Sale(sale, till, shift, operator, startedAt, taxDate, state, priced.lines(),
                priced.taxes(), priced.total(), tip, tenders, pending, receipt, rounding(), signatures());
    }

    private Sale with(SaleState nextState, Money nextTip, List<Tender> by, @Nullable AttemptId attempt,
            @Nullable ReceiptNumber number, Money nextRounding) {
        return new Sale(sale, till, shift, operator, startedAt, taxDate, nextState, lines, taxes, total,
                nextTip, by, attempt, number, nextRounding, signatures());
    }
}
