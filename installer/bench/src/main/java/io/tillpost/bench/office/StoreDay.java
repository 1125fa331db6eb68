package io.tillpost.bench.office;

import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.card.MaskedPan;
import io.tillpost.protocol.card.TerminalTime;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.OperatorSignedIn;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.ReceiptPrinted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.ShiftClosed;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// What a store's tills write on a busy day: shifts, sales of one to eight lines at two tax rates, 60 % of them paid by
/// card, receipts, drawers, drops, the terminal's end of day and the Z report. The events are those that the agent's rooms
/// write, with bodies of their sizes; only nobody stands at a till. Drawn with a seed; one thread uses it.
public final class StoreDay {
    /// The day that everything counts for.
    public static final LocalDate DATE = LocalDate.parse("2026-11-23");
    private static final int TILLS = 3;
    private static final int SALES_PER_SHIFT = 150;
    private static final int CARD_PERCENT = 60;
    private static final int LINES_MAX = 8;
    private static final int DROP_EVERY = 40;
    private static final int WRAP = 9_999;
    private static final TaxRate FULL = new TaxRate(1900);
    private static final TaxRate REDUCED = new TaxRate(700);
    private static final Money FLOAT = eur(20_000);
    private static final List<String> GOODS = List.of("Espresso, whole beans, 500 g", "Rye bread, sliced",
            "Oat drink 1 l", "Tomatoes on the vine", "Pencils, HB, twelve", "Notebook A5, ruled",
            "Olive oil, cold pressed, 750 ml", "Batteries AA, four");
    private static final List<String> CARDS = List.of("girocard", "Mastercard", "Visa");

    private final String store;
    private final RandomGenerator random;
    private final IdSource ids;
    private final Till[] tills = new Till[TILLS];
    private long receiptNumber;
    private int slip;
    private int turn;

    /// Takes what is written.
    @FunctionalInterface
    public interface Sink {
        /// An event of this till within this shift.
        void append(String till, ShiftId shift, Event event);
    }

    /// A till and its shift.
    private static final class Till {
        private final String name;
        private final String drawer;
        private ShiftId shift;
        private Instant openedAt = Instant.EPOCH;
        private long zNumber;
        private long sales;
        private long gross;
        private long cash;
        private long grandTotal;
        private long firstReceipt;

        Till(int number, ShiftId shift) {
            this.name = "till-" + number;
            this.drawer = "drawer-" + number;
            this.shift = shift;
        }

        String terminal() {
            return "terminal-" + name;
        }
    }

    /// @param ids of sales and payments
    public StoreDay(String store, RandomGenerator random, IdSource ids) {
        this.store = store;
        this.random = random;
        this.ids = ids;
        for (int i = 0; i < TILLS; i++) {
            tills[i] = new Till(i + 1, new ShiftId(ids.next()));
        }
    }

    /// The next thing that happens: a sale with all that belongs to it, at times with the end of a shift.
    public void next(Sink sink) {
        Till till = tills[turn++ % TILLS];
        if (till.sales == 0) {
            open(till, sink);
        }
        sell(till, sink);
        if (till.sales % DROP_EVERY == 0 && till.cash > FLOAT.minor()) {
            put(sink, till, new CashMoved(CashMoved.Kind.SAFE_DROP, till.drawer, eur(-FLOAT.minor()), null,
                    null, null));
            till.cash -= FLOAT.minor();
        }
        if (till.sales == SALES_PER_SHIFT) {
            close(till, sink);
        }
    }

    private static void put(Sink sink, Till till, Event event) {
        sink.append(till.name, till.shift, event);
    }

    private void open(Till till, Sink sink) {
        till.shift = new ShiftId(ids.next());
        till.openedAt = noonAnd(turn);
        till.firstReceipt = receiptNumber + 1;
        put(sink, till, new OperatorSignedIn("cashier"));
        put(sink, till, new ShiftOpened(till.drawer, FLOAT));
    }

    private void sell(Till till, Sink sink) {
        var sale = new SaleId(ids.next());
        List<SaleLine> lines = lines();
        long total = lines.stream().mapToLong(line -> line.gross().minor()).sum();
        put(sink, till, new SaleStarted(sale));
        Tender tender = random.nextInt(100) < CARD_PERCENT
                ? byCard(till, sale, eur(total), sink)
                : inCash(till, sale, total, sink);
        receiptNumber++;
        put(sink, till, new SaleCompleted(sale, store, receiptNumber, noonAnd(turn), DATE, true, "de-1",
                lines, taxes(lines), eur(total), eur(0), eur(0), List.of(tender), null));
        put(sink, till, new ReceiptPrinted(sale, "printer-1", true, "paper ok, cover closed", null));
        till.sales++;
        till.gross += total;
        till.grandTotal += total;
    }

    private Tender byCard(Till till, SaleId sale, Money amount, Sink sink) {
        var attempt = new AttemptId(ids.next());
        int before = slip;
        slip = slip % WRAP + 1;
        var facts = new CardFacts("TID-" + store, Enroller.MERCHANT, 5, CARDS.get(random.nextInt(3)), 0,
                EntryMode.CONTACTLESS, MaskedPan.mask("672345******1234"), slip, slip, "AUTH" + slip,
                new TerminalTime(MonthDay.of(11, 23), LocalTime.of(12, turn % 60)), 1, true, amount, eur(0));
        put(sink, till, PaymentAttemptStarted.charge(attempt, sale, till.terminal(), amount, before, before));
        put(sink, till, new PaymentOutcome(attempt, sale, till.terminal(),
                new PaymentOutcome.Outcome.Approved(facts), AttemptKind.CHARGE));
        put(sink, till, new PaymentResolved(attempt, sale, till.terminal(), PaymentResolved.From.APPROVED,
                new PaymentResolved.Resolution.Charged(facts), PaymentResolved.Evidence.COMPLETION,
                AttemptKind.CHARGE));
        return new Tender.Card(amount, attempt);
    }

    private Tender inCash(Till till, SaleId sale, long total, Sink sink) {
        long given = Math.ceilDiv(total, 500) * 500;
        put(sink, till, CashMoved.tender(till.drawer, eur(total), sale));
        put(sink, till, new DrawerOpened(till.drawer, sale, null));
        till.cash += total;
        return new Tender.Cash(eur(total), eur(given), eur(given - total));
    }

    private List<SaleLine> lines() {
        var lines = new ArrayList<SaleLine>();
        int count = 1 + random.nextInt(LINES_MAX);
        for (int line = 1; line <= count; line++) {
            int good = random.nextInt(GOODS.size());
            long pieces = 1L + random.nextInt(3);
            long price = 99L + random.nextInt(1_500);
            boolean food = good < GOODS.size() / 2;
            lines.add(new SaleLine(line, "sku-" + (1_000 + good), GOODS.get(good), pieces * 1_000, eur(price),
                    List.of(), eur(pieces * price), food ? REDUCED : FULL, food ? "food" : "goods", null));
        }
        return lines;
    }

    private static List<TaxTotal> taxes(List<SaleLine> lines) {
        var taxes = new ArrayList<TaxTotal>();
        for (TaxRate rate : List.of(REDUCED, FULL)) {
            long gross = lines.stream()
                    .filter(line -> line.taxRate().equals(rate))
                    .mapToLong(line -> line.gross().minor())
                    .sum();
            if (gross > 0) {
                Money tax = rate.taxInGross(eur(gross));
                Money net = eur(gross).minus(tax);
                taxes.add(new TaxTotal(rate, eur(gross), net, tax,
                        List.of(new TaxTotal.ClassNet(rate.equals(REDUCED) ? "food" : "goods", net))));
            }
        }
        return taxes;
    }

    private void close(Till till, Sink sink) {
        Money expected = eur(FLOAT.minor() + till.cash);
        var totals = new ShiftTotals(till.sales, eur(till.gross), 0, eur(0), 0, List.of(), List.of(), eur(0),
                eur(0), eur(0), List.of(), List.of(), 0,
                new ShiftTotals.ReceiptRange(store, till.firstReceipt, receiptNumber));
        put(sink, till, new TerminalBatchClosed(till.terminal(), TerminalBatchClosed.State.CLOSED,
                "TID-" + store, 1, List.of(), "end of day"));
        put(sink, till, new ShiftClosed(till.drawer, expected, expected));
        put(sink, till, new ZReported(++till.zNumber, till.drawer, till.openedAt, noonAnd(turn), totals,
                eur(till.grandTotal), eur(0), expected, expected, expected));
        till.sales = 0;
        till.gross = 0;
        till.cash = 0;
    }

    private static Instant noonAnd(int seconds) {
        return Instant.parse("2026-11-23T11:00:00Z").plus(seconds % 3_600, ChronoUnit.SECONDS);
    }

    private static Money eur(long minor) {
        return Money.of(minor, "EUR");
    }
}
