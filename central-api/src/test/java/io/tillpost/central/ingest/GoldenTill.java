package io.tillpost.central.ingest;

import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentOutcome.Outcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.PaymentResolved.Evidence;
import io.tillpost.protocol.event.PaymentResolved.From;
import io.tillpost.protocol.event.PaymentResolved.Resolution;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.ShiftClosed;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes the events of a till's day as its agent would, amounts in plain decimals.
final class GoldenTill {
    static final Currency EUR = Currency.getInstance("EUR");
    private static final String DRAWER = "drawer-1";
    private static final String TERMINAL = "terminal-1";

    final SimulatedStore store;
    final List<UUID> events = new ArrayList<>();
    private int receipts;
    private int shifts = 1;
    private int trace;

    GoldenTill(SimulatedStore store) {
        this.store = store;
    }

    void append(Event event) {
        events.add(store.append(
                SimulatedStore.envelope(store.place, new ShiftId(new UUID(2, shifts))), event));
    }

    static Money eur(String amount) {
        return Money.parse(amount, EUR);
    }

    /// Gross and net of one rate and class; the tax is what is between.
    static TaxTotal tax(int basisPoints, String salesClass, String gross, String net) {
        return new TaxTotal(new TaxRate(basisPoints), eur(gross), eur(net), eur(gross).minus(eur(net)),
                List.of(new TaxTotal.ClassNet(salesClass, eur(net))));
    }

    void open(String openingFloat) {
        append(new ShiftOpened(DRAWER, eur(openingFloat)));
    }

    /// The next shift, where nobody had counted the drawer.
    void openCarrying(String openingFloat, String carried) {
        shifts++;
        append(new ShiftOpened(DRAWER, eur(openingFloat), eur(carried)));
    }

    SaleId sale() {
        var sale = new SaleId(store.id());
        append(new SaleStarted(sale));
        return sale;
    }

    Tender cash(SaleId sale, String amount, String given) {
        append(CashMoved.tender(DRAWER, eur(amount), sale));
        return new Tender.Cash(eur(amount), eur(given), eur(given).minus(eur(amount)));
    }

    Tender card(SaleId sale, String amount, String tip) {
        AttemptId attempt = attempt(sale, AttemptKind.CHARGE, null, null, amount);
        approved(sale, attempt, AttemptKind.CHARGE, amount, tip);
        return new Tender.Card(eur(amount), attempt);
    }

    AttemptId attempt(SaleId sale, AttemptKind kind, @Nullable RefundId refund, @Nullable AttemptId reverses,
            String amount) {
        var attempt = new AttemptId(store.id());
        append(new PaymentAttemptStarted(attempt, sale, TERMINAL, eur(amount), trace, trace, kind, refund,
                reverses));
        return attempt;
    }

    void approved(SaleId sale, AttemptId attempt, AttemptKind kind, String amount, String tip) {
        CardFacts facts = facts(amount, tip);
        append(new PaymentOutcome(attempt, sale, TERMINAL, new Outcome.Approved(facts), kind));
        append(new PaymentResolved(attempt, sale, TERMINAL, From.APPROVED, new Resolution.Charged(facts),
                Evidence.COMPLETION, kind));
    }

    /// Nobody knows; then a person says what the terminal shows.
    AttemptId attested(SaleId sale, AttemptKind kind, String amount, boolean moved) {
        AttemptId attempt = attempt(sale, kind, null, null, amount);
        append(new PaymentOutcome(attempt, sale, TERMINAL, new Outcome.Unknown("after 06 01"), kind));
        append(new PaymentAttested(attempt, sale, TERMINAL, kind, eur(amount), moved));
        return attempt;
    }

    void resolved(SaleId sale, AttemptId attempt, From from, @Nullable String charged) {
        append(new PaymentResolved(attempt, sale, TERMINAL, from,
                charged == null
                        ? new Resolution.NotCharged()
                        : new Resolution.Charged(facts(charged, "0.00")),
                charged == null ? Evidence.IDLE_WITH_OLD_RECEIPT : Evidence.REPEAT_RECEIPT,
                AttemptKind.CHARGE));
    }

    /// Evidence that contradicts a person, for a sale that has room for the money.
    void cameLate(SaleId sale, AttemptId attempt, String charged) {
        append(new PaymentResolved(attempt, sale, TERMINAL, From.ATTESTED_NOT_MOVED,
                new Resolution.Charged(facts(charged, "0.00")), Evidence.REPEAT_RECEIPT, AttemptKind.CHARGE,
                true));
    }

    CardFacts facts(String approved, String tip) {
        trace++;
        return new CardFacts("T1", SimulatedStore.MERCHANT, 5, "girocard", 0, EntryMode.CHIP, null, trace,
                trace, "AUTH", null, 1, true, eur(approved), eur(tip));
    }

    void completed(SaleId sale, String rounding, String tip, List<TaxTotal> taxes, Tender... tenders) {
        append(new SaleCompleted(sale, "till-1", ++receipts, SimulatedStore.NOON, SimulatedStore.DAY, true,
                "de-2026", List.of(), taxes, total(taxes), eur(rounding), eur(tip), List.of(tenders), null));
    }

    RefundTender cashBack(SaleId sale, String amount) {
        move(CashMoved.Kind.REFUND, "-" + amount, sale, null, null);
        return new RefundTender.Cash(eur(amount));
    }

    RefundTender cardBack(SaleId sale, RefundId refund, @Nullable Tender reversed, String amount) {
        AttemptKind kind = reversed == null ? AttemptKind.REFUND : AttemptKind.REVERSAL;
        AttemptId attempt = attempt(sale, kind, refund,
                reversed instanceof Tender.Card(_, var charge) ? charge : null, amount);
        approved(sale, attempt, kind, amount, "0.00");
        return new RefundTender.Card(eur(amount), attempt);
    }

    RefundId refund() {
        return new RefundId(store.id());
    }

    void refunded(RefundId refund, SaleId sale, String rounding, String tip, TaxTotal tax,
            RefundTender tender) {
        append(new RefundCompleted(refund, sale, "till-1", 1, "till-1-refunds", ++receipts,
                SimulatedStore.NOON, SimulatedStore.DAY, true, "de-2026", List.of(), List.of(tax),
                tax.gross(), eur(rounding), eur(tip), List.of(tender), "did not fit", null));
    }

    void move(CashMoved.Kind kind, String amount, @Nullable SaleId sale, @Nullable String reason,
            @Nullable String bag) {
        append(new CashMoved(kind, DRAWER, eur(amount), sale, reason, bag));
    }

    /// Closes with a count; all of it is lifted.
    void close(long number, ShiftTotals totals, String grandSales, String grandRefunds, String expected,
            String counted) {
        close(number, totals, grandSales, grandRefunds, expected, counted, null);
    }

    /// The same where the drawer was not counted the evening before.
    void close(long number, ShiftTotals totals, String grandSales, String grandRefunds, String expected,
            String counted, @Nullable String carried) {
        append(new ShiftClosed(DRAWER, eur(expected), eur(counted)));
        append(new ZReported(number, DRAWER, SimulatedStore.NOON.minusSeconds(20_000), SimulatedStore.NOON,
                totals, eur(grandSales), eur(grandRefunds), eur(expected), eur(counted), eur(counted),
                carried == null ? null : eur(carried)));
    }

    /// Closes without a count; all stays where it is.
    void leave(long number, ShiftTotals totals, String expected, @Nullable String carried) {
        append(new ShiftClosed(DRAWER, eur(expected), null));
        append(new ZReported(number, DRAWER, SimulatedStore.NOON.minusSeconds(20_000), SimulatedStore.NOON,
                totals, eur("17.25"), eur("0.00"), eur(expected), null, eur("0.00"),
                carried == null ? null : eur(carried)));
    }

    /// Closes a shift in which nothing happened, with a count.
    void closeCarrying(long number, ShiftTotals totals, String counted, String carried) {
        append(new ShiftClosed(DRAWER, eur(counted), eur(counted)));
        append(new ZReported(number, DRAWER, SimulatedStore.NOON.minusSeconds(20_000), SimulatedStore.NOON,
                totals, eur("17.25"), eur("0.00"), eur(counted), eur(counted), eur(counted),
                eur(carried)));
    }

    static ShiftTotals.TenderTotal tender(String kind, long count, String amount) {
        return new ShiftTotals.TenderTotal(kind, count, eur(amount));
    }

    static ShiftTotals.CashTotal moved(CashMoved.Kind kind, long count, String amount) {
        return new ShiftTotals.CashTotal(kind, count, eur(amount));
    }

    static Money total(List<TaxTotal> taxes) {
        return Money.sum(taxes.stream().map(TaxTotal::gross).toList(), EUR);
    }
}
