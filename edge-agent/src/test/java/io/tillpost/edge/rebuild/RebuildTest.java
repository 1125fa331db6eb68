package io.tillpost.edge.rebuild;

import static io.tillpost.edge.rebuild.DayWorld.TERMINAL;
import static io.tillpost.edge.rebuild.DayWorld.cashier;
import static io.tillpost.edge.rebuild.DayWorld.eur;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.AttemptState;
import io.tillpost.edge.payment.ScriptedTerminal;
import io.tillpost.edge.sale.Refund;
import io.tillpost.edge.sale.RefundState;
import io.tillpost.edge.sale.RefundWish;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.edge.shift.Shift;
import io.tillpost.edge.shift.ShiftReport;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.ReceiptPrinted;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of what was in the works when a box forgot, and of what it did before it was told.
class RebuildTest {
    private static final String TILL = "till-1";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final TurnedClock clock = new TurnedClock("2026-03-02T08:00:00Z");
    private final ScriptedTerminal terminal = new ScriptedTerminal();

    @Test
    void aCardAttemptWithoutAnEndIsFoundOutAboutAndItsSaleIsRungUpAgain() throws InterruptedException {
        List<JournalRow> rows = chargedAndForgotten();
        try (var world = world("fresh")) {
            world.learn(rows);
            Sale open = world.journal.read(world.sales::allOpen).getFirst();
            assertEquals(SaleState.CARD_PENDING, open.state());
            world.payments.takeOver();
            Attempt attempt = world.ended(open.pending());
            assertEquals(AttemptState.CHARGED, attempt.state());
            assertEquals(1, terminal.charges().size());

            Sale paid = world.journal.read(view -> world.sales.byId(view, open.sale()));
            assertEquals(SaleState.PART_PAID, paid.state());
            assertEquals(List.of(new Tender.Card(eur(250), attempt.attempt())), paid.tenders());
            assertEquals(Reason.SALE_NOT_OPEN, refused(world.tried(
                    unit -> world.sales.payCash(unit, paid.sale(), eur(250), cashier(TILL)))));
            scan(world);
            scan(world);
            var _ = world.done(unit -> world.carts.ringUpAgain(unit, TILL, paid.sale(), cashier(TILL)));
            Sale whole = world.done(unit -> world.carts.checkOut(unit, TILL, cashier(TILL)));
            assertEquals(eur(250), whole.remaining());
            Sale completed = world
                    .done(unit -> world.sales.payCash(unit, paid.sale(), eur(250), cashier(TILL)));
            assertEquals(SaleState.COMPLETED, completed.state());
            assertEquals(2, completed.tenders().size());
        }
    }

    @Test
    void goodsForExactlyWhatWasPaidCompleteTheSale() throws InterruptedException {
        List<JournalRow> rows = chargedAndForgotten();
        try (var world = world("fresh")) {
            world.learn(rows);
            Sale open = world.journal.read(world.sales::allOpen).getFirst();
            world.payments.takeOver();
            var _ = world.ended(open.pending());
            scan(world);
            var _ = world.done(unit -> world.carts.ringUpAgain(unit, TILL, open.sale(), cashier(TILL)));
            Sale completed = world.done(unit -> world.carts.checkOut(unit, TILL, cashier(TILL)));
            assertEquals(SaleState.COMPLETED, completed.state());
            assertEquals(List.of(eur(250)), events(world, SaleCompleted.class).stream()
                    .map(SaleCompleted::total)
                    .toList());
        }
    }

    @Test
    void aRefundOfAllThatIsLeftIsKnownByItsAmountAndCompletesByItself() throws InterruptedException {
        List<JournalRow> rows = givenBackAndForgotten(2);
        try (var world = world("fresh")) {
            world.learn(rows);
            Refund refund = world.journal.read(world.refunds::allOpen).getFirst();
            assertEquals(2, refund.lines().size());
            world.payments.takeOver();
            var _ = world.ended(refund.pending());
            assertEquals(RefundState.COMPLETED, look(world, refund).state());
            assertEquals(eur(749), events(world, RefundCompleted.class).getLast().total());
        }
    }

    @Test
    void aRefundWhoseLinesAreNotKnownIsCompletedOnceTheyAreNamed() throws InterruptedException {
        List<JournalRow> rows = givenBackAndForgotten(1);
        try (var world = world("fresh")) {
            world.learn(rows);
            Refund refund = world.journal.read(world.refunds::allOpen).getFirst();
            assertEquals(List.of(), refund.lines());
            world.payments.takeOver();
            var _ = world.ended(refund.pending());
            assertEquals(RefundState.OPEN, look(world, refund).state());
            assertEquals(eur(250), look(world, refund).givenBack());
            assertEquals(Reason.NOT_REFUNDABLE, refused(world.tried(
                    unit -> world.refunds.payCash(unit, refund.refund(), cashier(TILL)))));
            Refund named = world.done(unit -> world.refunds.namedAgain(unit, refund.refund(),
                    List.of(new RefundWish(2, 1000)), cashier(TILL)));
            assertEquals(RefundState.COMPLETED, named.state());
            assertEquals(eur(250), events(world, RefundCompleted.class).getLast().total());
        }
    }

    @Test
    void whatAForgottenRefundWouldTakeBackIsToldBeforeItIsNamed() throws InterruptedException {
        List<JournalRow> rows = givenBackAndForgotten(1);
        try (var world = world("fresh")) {
            world.learn(rows);
            Refund refund = world.journal.read(world.refunds::allOpen).getFirst();
            world.payments.takeOver();
            var _ = world.ended(refund.pending());
            Refund less = would(world, refund, new RefundWish(1, 400));
            assertEquals(eur(-50), less.remaining(), "some of a cup for what a bread cost");
            Refund more = would(world, refund, new RefundWish(1, 1000), new RefundWish(2, 1000));
            assertEquals(eur(499), more.remaining());
            assertEquals(Reason.NOT_REFUNDABLE, refused(world.journal.read(view -> world.refunds
                    .wouldTakeBack(view, refund.refund(), List.of(new RefundWish(2, 1001))))));
            assertEquals(List.of(), look(world, refund).lines(), "nothing is changed by asking");
            assertEquals(Reason.AMOUNT_NOT_VALID, refused(world.tried(unit -> world.refunds.namedAgain(unit,
                    refund.refund(), List.of(new RefundWish(1, 400)), cashier(TILL)))));
        }
    }

    @Test
    void aCartThatWasRungUpForASaleWithMoneyIsVoidedWithoutTheSale() throws InterruptedException {
        List<JournalRow> rows = chargedAndForgotten();
        try (var world = world("fresh")) {
            world.learn(rows);
            Sale open = world.journal.read(world.sales::allOpen).getFirst();
            world.payments.takeOver();
            var _ = world.ended(open.pending());
            for (boolean lineByLine : List.of(false, true)) {
                scan(world);
                var cart = world
                        .done(unit -> world.carts.ringUpAgain(unit, TILL, open.sale(), cashier(TILL)));
                if (lineByLine) {
                    int line = cart.priced().lines().getFirst().line();
                    var _ = world.done(unit -> world.carts.remove(unit, TILL, line, cashier(TILL)));
                } else {
                    var _ = world
                            .done(unit -> world.carts.abandon(unit, TILL, "wrong sale", cashier(TILL)));
                }
                Sale left = world.journal.read(view -> world.sales.byId(view, open.sale()));
                assertEquals(SaleState.PART_PAID, left.state());
                assertEquals(eur(250), left.paid());
                assertTrue(world.journal.read(view -> world.carts.open(view, TILL)).isEmpty());
            }
            scan(world);
            var _ = world.done(unit -> world.carts.ringUpAgain(unit, TILL, open.sale(), cashier(TILL)));
            assertEquals(SaleState.COMPLETED,
                    world.done(unit -> world.carts.checkOut(unit, TILL, cashier(TILL))).state());
        }
    }

    @Test
    void theReceiptOfALaterPaymentProvesNothingOfAnEarlierOne() throws InterruptedException {
        List<JournalRow> rows = chargedAndForgotten();
        try (var world = world("other")) {
            open(world);
            Sale sale = sold(world);
            Attempt later = charge(world, sale);
            assertEquals(AttemptState.CHARGED,
                    world.ended(later.attempt()).state());
            world.learn(rows);
            Attempt forgotten = world.journal.read(world.payments::unresolved).getFirst();
            world.payments.takeOver();
            until(() -> world.payments.shown(forgotten.attempt()).contains("not resolved"));
            assertEquals(AttemptState.UNKNOWN, world.look(forgotten).state());
        }
    }

    /// The earlier one waits for its terminal, and so has the only place there, until its end is heard of or attested.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAttemptThatHadToWaitForAnotherForgottenOneIsFoundOutAbout(boolean attested)
            throws InterruptedException {
        List<JournalRow> first;
        List<JournalRow> rows;
        Attempt second;
        try (var world = world("lost")) {
            open(world);
            var _ = world.ended(charge(world, sold(world)).attempt());
            first = world.rowsAfter(Lane.FIN, 0);
            second = charge(world, sold(world));
            var _ = world.ended(second.attempt());
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        int begun = upToTheAttempt(rows).size();
        int secondBegun = rows.stream().map(JournalRow::type).toList().lastIndexOf("PaymentAttemptStarted");
        try (var world = world("fresh")) {
            world.learn(rows.subList(0, begun));
            world.learn(rows.subList(first.size(), secondBegun + 1));
            world.payments.takeOver();
            Attempt earlier = world.journal.read(world.payments::unresolved).getFirst();
            // The receipt is the second one's, and looks as the first one's would.
            until(() -> world.payments.shown(earlier.attempt()).contains("not resolved"));
            if (attested) {
                clock.turn(Duration.ofHours(1));
                Attempt word = world.done(unit -> world.payments.attest(unit,
                        earlier.attempt(), true, cashier(TILL)));
                world.payments.attested(word);
                assertEquals(AttemptState.CHARGED, world.ended(second.attempt()).state());
                return;
            }
            world.learn(rows.subList(begun, first.size()));

            // Whoever asks the terminal now must not take what it did last for known, nor have it do something else.
            var _ = DayWorld.value(world.payments.prepare(TERMINAL));
            assertEquals(Reason.PAYMENT_UNRESOLVED, refused(world.tried(unit -> world.payments.begin(unit,
                    second.sale(), TERMINAL, null, cashier(TILL)))));
            world.payments.takeOver();
            assertEquals(AttemptState.CHARGED, world.ended(second.attempt()).state());
            assertEquals(2, terminal.charges().size());
        }
    }

    @Test
    void aForgottenAttemptIsAskedAboutOnceItsTerminalHasDoneWhatItDoes() throws InterruptedException {
        List<JournalRow> rows = chargedAndForgotten();
        var goesOn = new CountDownLatch(1);
        try (var world = world("other")) {
            open(world);
            terminal.script = point -> {
                awaitQuietly(goesOn);
                return false;
            };
            Attempt later = charge(world, sold(world));
            world.learn(rows);
            world.payments.takeOver();
            goesOn.countDown();
            assertEquals(AttemptState.CHARGED, world.ended(later.attempt()).state());
            until(() -> !world.journal.read(world.payments::unresolved).isEmpty());
            Attempt forgotten = world.journal.read(world.payments::unresolved).getFirst();
            until(() -> world.payments.shown(forgotten.attempt()).contains("not resolved"));
            clock.turn(Duration.ofHours(1));
            assertEquals(AttemptState.ATTESTED_MOVED, world.done(
                    unit -> world.payments.attest(unit, forgotten.attempt(), true, cashier(TILL))).state());
        }
    }

    /// A sale that the box completed by itself waits for no card, whatever became of that.
    @Test
    void anAttemptThatNobodyWaitsForLeavesItsTerminalFree() throws InterruptedException {
        List<JournalRow> rows = chargedAndForgotten();
        try (var world = world("fresh")) {
            world.learn(rows);
            Sale open = world.journal.read(world.sales::allOpen).getFirst();
            var envelope = EventCodec.envelope(rows.getLast());
            var _ = world.journal.commit(unit -> {
                world.rebuild.appended(unit, envelope, new SaleAborted(open.sale(), "cancelled"));
                return true;
            });
            world.payments.takeOver();
            assertEquals(List.of(), world.journal.read(world.payments::unresolved));
            assertEquals(AttemptState.CHARGED, world.ended(charge(world, sold(world)).attempt()).state());
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void numbersOfABoxThatCouldNotAskComeFromNewSeries() {
        try (var world = world("a")) {
            open(world);
            var _ = paid(world);
            var key = new JournalKey(Lane.FIN, new UUID(1, 417), 2);
            var _ = world.journal.commit(unit -> {
                world.rebuild.forgot(unit, key);
                return true;
            });
            Sale sale = paid(world);
            var refund = world.done(unit -> world.refunds.begin(unit, new Refunds.Wanted(sale.sale(),
                    List.of(new RefundWish(1, 1000)), TILL, "broken"), cashier(TILL)));
            var _ = world.done(unit -> world.refunds.payCash(unit, refund.refund(), cashier(TILL)));
            Shift shift = world.journal.read(world.shifts::allOpen).getFirst();

            assertEquals(List.of("store-7/1", "store-7-e2bl/1"), events(world, SaleCompleted.class).stream()
                    .map(done -> done.series() + "/" + done.number())
                    .toList());
            assertEquals(List.of("store-7-e2bl-r/1"), events(world, RefundCompleted.class).stream()
                    .map(done -> done.series() + "/" + done.number())
                    .toList());
            assertEquals(2_417_001L, closed(world, shift).number());
        }
    }

    @Test
    void whatIsToldInTheWrongOrderIsCountedOnceAllTheSame() throws InterruptedException {
        for (long seed = 1; seed <= 4; seed++) {
            Path lived = folder.resolve("lived-" + seed);
            var random = new Random(seed);
            Records there;
            List<JournalRow> rows;
            try (var world = new DayWorld(lived, terminal, clock)) {
                var day = new BusyDay(world, terminal, random);
                for (int step = 0; step < 40; step++) {
                    day.somethingHappens();
                }
                day.endAll();
                rows = world.rowsAfter(Lane.FIN, 0);
            }
            try (var world = new DayWorld(lived, terminal, clock)) {
                there = Records.of(world);
            }
            try (var world = world("late-" + seed)) {
                int middle = random.nextInt(rows.size());
                world.learn(rows.subList(middle, rows.size()));
                world.learn(rows.subList(0, middle));
                Records here = Records.of(world);
                String what = "seed " + seed + ", first told of row " + middle;
                assertEquals(there.series(), here.series(), what);
                for (String shelf : List.of("z-report", "grand-totals", "voucher")) {
                    assertEquals(Records.lines(there.shelf(shelf)), Records.lines(here.shelf(shelf)),
                            shelf + ", " + what);
                }
                assertEquals(Records.lines(there.shelf("attempt", _ -> true, "unsureSince", "purpose")),
                        Records.lines(here.shelf("attempt", _ -> true, "unsureSince", "purpose")), what);
            }
        }
    }

    @Test
    void aShiftThatTheBoxWentOnWithStaysOpenAndItsNextReportHasAllOfIt() {
        List<JournalRow> rows;
        try (var world = world("a")) {
            Shift shift = open(world);
            var _ = paid(world);
            DayWorld.copy(world.folder, folder.resolve("backup"));
            var _ = paid(world);
            assertEquals(1, closed(world, shift).number());
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        clock.turn(Duration.ofHours(1));
        try (var world = world("backup")) {
            var _ = paid(world);
            world.learn(rows);
            Shift shift = world.journal.read(world.shifts::allOpen).getFirst();
            ShiftReport report = closed(world, shift);
            assertEquals(2, report.number());
            assertEquals(3, report.totals().sales());
            assertEquals(eur(750), report.grandTotalSales());
        }
    }

    @Test
    void noOriginalIsPrintedASecondTime() {
        try (var world = world("a"); var other = world("b")) {
            open(world);
            Sale sale = paid(world);
            other.learn(world.rowsAfter(Lane.FIN, 0));
            assertEquals(List.of("UNCONFIRMED"), Records.of(other).shelf("receipt-first-print"));
            var envelope = EventCodec.envelope(world.rowsAfter(Lane.FIN, 0).getLast());
            for (boolean confirmed : List.of(true, false)) {
                var _ = other.journal.commit(unit -> {
                    other.rebuild.appended(unit, envelope,
                            new ReceiptPrinted(sale.sale(), "printer-1", confirmed, "", null));
                    return true;
                });
                assertEquals(List.of("CONFIRMED"), Records.of(other).shelf("receipt-first-print"));
            }
        }
    }

    private DayWorld world(String name) {
        return new DayWorld(folder.resolve(name), terminal, clock);
    }

    /// A terminal charged 2.50; all that is left of it is that it was about to be asked.
    private List<JournalRow> chargedAndForgotten() throws InterruptedException {
        try (var world = world("lost")) {
            open(world);
            Attempt attempt = charge(world, sold(world));
            assertEquals(AttemptState.CHARGED,
                    world.ended(attempt.attempt()).state());
            return upToTheAttempt(world);
        }
    }

    /// A terminal gave so many lines of a sale of two back; all that is left of it is that it was about to be asked.
    private List<JournalRow> givenBackAndForgotten(int lines) throws InterruptedException {
        try (var world = world("lost")) {
            open(world);
            scan(world, "2");
            scan(world, "1");
            Sale sale = world.done(unit -> world.carts.checkOut(unit, TILL, cashier(TILL)));
            var _ = world.done(unit -> world.sales.payCash(unit, sale.sale(), eur(750), cashier(TILL)));
            List<RefundWish> wishes = List.of(new RefundWish(2, 1000), new RefundWish(1, 1000));
            Refund refund = world.done(unit -> world.refunds.begin(unit,
                    new Refunds.Wanted(sale.sale(), wishes.subList(0, lines), TILL, "broken"),
                    cashier(TILL)));
            var _ = DayWorld.value(world.payments.prepare(TERMINAL));
            Attempt attempt = world.done(
                    unit -> world.payments.beginRefund(unit, refund.refund(), TERMINAL, cashier(TILL)));
            world.payments.run(attempt);
            assertEquals(AttemptState.CHARGED,
                    world.ended(attempt.attempt()).state());
            return upToTheAttempt(world);
        }
    }

    private static List<JournalRow> upToTheAttempt(DayWorld world) {
        return upToTheAttempt(world.rowsAfter(Lane.FIN, 0));
    }

    private static List<JournalRow> upToTheAttempt(List<JournalRow> rows) {
        int begun = rows.stream().map(JournalRow::type).toList().indexOf("PaymentAttemptStarted");
        assertTrue(begun > 0, rows.toString());
        return rows.subList(0, begun + 1);
    }

    private static Refund would(DayWorld world, Refund refund, RefundWish... wishes) {
        return DayWorld.value(world.journal
                .read(view -> world.refunds.wouldTakeBack(view, refund.refund(), List.of(wishes))));
    }

    private static Refund look(DayWorld world, Refund refund) {
        return world.journal.read(view -> world.refunds.byId(view, refund.refund()));
    }

    private static Shift open(DayWorld world) {
        return world.done(unit -> world.shifts.open(unit, new Shifts.Opening(TILL, "anna", null, eur(5000)),
                DayWorld.TRACE));
    }

    private static void scan(DayWorld world) {
        scan(world, "1");
    }

    private static void scan(DayWorld world, String code) {
        var _ = world.done(unit -> world.carts.article(code)
                .then(article -> world.carts.add(unit, TILL, article, null, null, cashier(TILL))));
    }

    private static Sale sold(DayWorld world) {
        scan(world);
        return world.done(unit -> world.carts.checkOut(unit, TILL, cashier(TILL)));
    }

    private static Sale paid(DayWorld world) {
        Sale sale = sold(world);
        return world.done(unit -> world.sales.payCash(unit, sale.sale(), eur(250), cashier(TILL)));
    }

    private static Attempt charge(DayWorld world, Sale sale) throws InterruptedException {
        var _ = DayWorld.value(world.payments.prepare(TERMINAL));
        Attempt attempt = world
                .done(unit -> world.payments.begin(unit, sale.sale(), TERMINAL, null, cashier(TILL)));
        world.payments.run(attempt);
        return attempt;
    }

    private static ShiftReport closed(DayWorld world, Shift shift) {
        Shift closed = world.done(unit -> world.shifts.close(unit, shift.shift(), null,
                (_, _) -> Decision.accept(true), cashier(TILL)));
        return world.journal.read(view -> world.shifts.report(view, closed)).orElseThrow();
    }

    private static <T> List<T> events(DayWorld world, Class<T> type) {
        return world.rowsAfter(Lane.FIN, 0)
                .stream()
                .map(EventCodec::decode)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static Reason refused(Decision<?> decision) {
        if (decision instanceof Decision.Refused<?> refused) {
            return refused.reason();
        }
        throw new AssertionError("accepted: " + decision);
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
