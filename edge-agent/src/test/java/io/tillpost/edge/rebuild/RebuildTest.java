package io.tillpost.edge.rebuild;

import static io.tillpost.edge.rebuild.DayWorld.TERMINAL;
import static io.tillpost.edge.rebuild.DayWorld.cashier;
import static io.tillpost.edge.rebuild.DayWorld.eur;
import static io.tillpost.edge.rebuild.OneTill.TILL;
import static io.tillpost.edge.rebuild.OneTill.chargedAndForgotten;
import static io.tillpost.edge.rebuild.OneTill.open;
import static io.tillpost.edge.rebuild.OneTill.paid;
import static io.tillpost.edge.rebuild.OneTill.refused;
import static io.tillpost.edge.rebuild.OneTill.scan;
import static io.tillpost.edge.rebuild.OneTill.upToTheAttempt;
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
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.ReceiptPrinted;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.money.Money;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What becomes of what was in the works when a box forgot, and of what it did before it was told.
class RebuildTest {
    @TempDir
    Path folder;

    private final TurnedClock clock = new TurnedClock("2026-03-02T08:00:00Z");
    private final ScriptedTerminal terminal = new ScriptedTerminal();

    @Test
    void aCardAttemptWithoutAnEndIsFoundOutAboutAndItsSaleIsRungUpAgain() throws InterruptedException {
        List<JournalRow> rows = chargedAndForgotten(world("lost"));
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
        List<JournalRow> rows = chargedAndForgotten(world("lost"));
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
        List<JournalRow> rows = chargedAndForgotten(world("lost"));
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
                assertEquals(Records.lines(there.shelf("attempt", _ -> true, "unsureSince", "purpose",
                        "before.terminalId")),
                        Records.lines(here.shelf("attempt", _ -> true, "unsureSince", "purpose",
                                "before.terminalId")),
                        what);
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

    /// What was counted and lifted at the first Z report is in the drawer no more, and what was over or short then is booked.
    @ParameterizedTest
    @CsvSource({"5500, 250", "5000, 250", "6000, 250", ", 5750"})
    void ofAShiftThatTheBoxWentOnWithTheNextReportExpectsWhatTheFirstLeftInTheDrawer(@Nullable Long counted,
            long expected) {
        List<JournalRow> rows;
        try (var world = world("a")) {
            Shift shift = open(world);
            var _ = paid(world);
            DayWorld.copy(world.folder, folder.resolve("backup"));
            var _ = paid(world);
            assertEquals(eur(5500),
                    closed(world, shift, counted == null ? null : eur(counted)).expectedCash());
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        clock.turn(Duration.ofHours(1));
        try (var world = world("backup")) {
            var _ = paid(world);
            world.learn(rows);
            world.learn(rows);
            Shift shift = world.journal.read(world.shifts::allOpen).getFirst();
            assertEquals(eur(expected), shift.expectedCash());
            ShiftReport report = closed(world, shift, eur(expected));
            assertEquals(eur(0), report.overShort());
            assertEquals(eur(750), report.totals().cash().getFirst().amount());
        }
    }

    @Test
    void whatWasLeftInADrawerUncountedIsKnownToABoxThatIsToldOfIt() {
        List<JournalRow> rows;
        try (var world = world("lost")) {
            Shift shift = open(world);
            var _ = paid(world);
            var _ = closed(world, shift);
            var _ = open(world);
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        clock.turn(Duration.ofHours(1));
        try (var world = world("fresh")) {
            world.learn(rows);
            Shift shift = world.journal.read(world.shifts::allOpen).getFirst();
            assertEquals(eur(5_250), shift.carried());
            assertEquals(eur(5_250), closed(world, shift).carried());
            assertEquals(eur(5_000), open(world).carried());
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

    private static Refund would(DayWorld world, Refund refund, RefundWish... wishes) {
        return DayWorld.value(world.journal
                .read(view -> world.refunds.wouldTakeBack(view, refund.refund(), List.of(wishes))));
    }

    private static Refund look(DayWorld world, Refund refund) {
        return world.journal.read(view -> world.refunds.byId(view, refund.refund()));
    }

    private static ShiftReport closed(DayWorld world, Shift shift) {
        return closed(world, shift, null);
    }

    private static ShiftReport closed(DayWorld world, Shift shift, @Nullable Money counted) {
        Shift closed = world.done(unit -> world.shifts.close(unit, shift.shift(), counted,
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

}
