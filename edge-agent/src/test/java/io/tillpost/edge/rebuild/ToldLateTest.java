package io.tillpost.edge.rebuild;

import static io.tillpost.edge.rebuild.DayWorld.TERMINAL;
import static io.tillpost.edge.rebuild.DayWorld.cashier;
import static io.tillpost.edge.rebuild.DayWorld.eur;
import static io.tillpost.edge.rebuild.OneTill.TILL;
import static io.tillpost.edge.rebuild.OneTill.open;
import static io.tillpost.edge.rebuild.OneTill.scan;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.AttemptState;
import io.tillpost.edge.payment.ScriptedTerminal;
import io.tillpost.edge.payment.ScriptedTerminal.Point;
import io.tillpost.edge.sale.Refund;
import io.tillpost.edge.sale.RefundState;
import io.tillpost.edge.sale.RefundWish;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.edge.shift.Shift;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.money.Money;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A box is told the end of a payment by its mirror, and how it began by head office afterwards: the mirror begins anew with
/// each start of the agent, so an agent that died in the middle of a payment puts the border there.
class ToldLateTest {
    @TempDir
    Path folder;

    private final TurnedClock clock = new TurnedClock("2026-03-02T08:00:00Z");
    private final ScriptedTerminal terminal = new ScriptedTerminal();

    @Test
    void aChargeThatNobodyKnowsTheEndOfIsFoundOutAbout() throws InterruptedException {
        Lost lost = chargeWhoseEndNobodyKnows();
        try (var world = world("fresh")) {
            int border = upTo(lost.rows, "PaymentAttemptStarted");
            mirror(world, lost.rows, border);
            OneTill.until(() -> !Records.of(world).shelf("terminal-numbers").isEmpty());
            headOffice(world, lost.rows, border);
            assertEquals(AttemptState.CHARGED, world.ended(lost.attempt.attempt()).state());
            Sale sale = onlySale(world);
            assertEquals(SaleState.PART_PAID, sale.state());
            assertEquals(List.of(new Tender.Card(eur(250), lost.attempt.attempt())), sale.tenders());
        }
    }

    /// Head office may be out of reach for weeks.
    @Test
    void aPaymentOfAShiftWhoseOpeningIsNotToldIsFoundOutAboutAllTheSame() throws InterruptedException {
        Lost lost = chargeWhoseEndNobodyKnows();
        try (var world = world("fresh")) {
            int border = upTo(lost.rows, "SaleStarted");
            mirror(world, lost.rows, border);
            headOffice(world, lost.rows, 0);
            assertEquals(AttemptState.CHARGED, world.ended(lost.attempt.attempt()).state());
            assertEquals(SaleState.PART_PAID, onlySale(world).state());
            headOffice(world, lost.rows, border);
            assertEquals(1, world.journal.read(world.shifts::allOpen).size());
        }
    }

    @Test
    void aRefundThatNobodyKnowsTheEndOfIsFoundOutAbout() throws InterruptedException {
        List<JournalRow> rows;
        Attempt attempt;
        try (var world = world("lost")) {
            open(world);
            Refund refund = refundOfTheBread(world);
            terminal.unplugAt(Point.APPROVED);
            var _ = DayWorld.value(world.payments.prepare(TERMINAL));
            attempt = world.done(
                    unit -> world.payments.beginRefund(unit, refund.refund(), TERMINAL, cashier(TILL)));
            world.payments.run(attempt);
            attempt = unknown(world, attempt);
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        comesBack();
        try (var world = world("fresh")) {
            int border = upTo(rows, "PaymentAttemptStarted");
            mirror(world, rows, border);
            OneTill.until(() -> !Records.of(world).shelf("terminal-numbers").isEmpty());
            headOffice(world, rows, border);
            assertEquals(AttemptState.CHARGED, world.ended(attempt.attempt()).state());
            Refund refund = world.journal.read(world.refunds::allOpen).getFirst();
            assertEquals(RefundState.OPEN, refund.state());
            assertEquals(eur(250), refund.givenBack());
        }
    }

    @Test
    void aChargeThatWasTakenBackIsNotThereToBeGivenBackAgain() throws InterruptedException {
        List<JournalRow> rows;
        SaleId id;
        try (var world = world("lost")) {
            open(world);
            scan(world, "2");
            id = checkedOut(world).sale();
            takenBack(world, id);
            var _ = world.done(unit -> world.sales.abort(unit, id, "changed mind", cashier(TILL)));
            rows = world.rowsAfter(Lane.FIN, 0);
            assertEquals(0, terminal.netMinor());
        }
        for (int cut = 1; cut < rows.size(); cut++) {
            try (var world = world("fresh-" + cut)) {
                mirrorThenHeadOffice(world, rows, cut);
                assertEquals(List.of(), world.journal.read(world.sales::allOpen), border(rows, cut));
            }
        }
    }

    @Test
    void aChargeThatWasTakenBackIsOffItsSaleThatGoesOn() throws InterruptedException {
        List<JournalRow> rows;
        SaleId id;
        try (var world = world("lost")) {
            open(world);
            scan(world, "2");
            id = checkedOut(world).sale();
            takenBack(world, id);
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        for (int cut = 1; cut < rows.size(); cut++) {
            try (var world = world("fresh-" + cut)) {
                mirrorThenHeadOffice(world, rows, cut);
                assertEquals(List.of(), onlySale(world).tenders(), border(rows, cut));
                assertEquals(SaleState.OPEN, onlySale(world).state(), border(rows, cut));
            }
        }
    }

    @Test
    void aChargeThatWentBackAsARefundOfItsOwnIsOffItsSale() throws InterruptedException {
        List<JournalRow> rows = sentBack(false).rows();
        for (int cut = 1; cut < rows.size(); cut++) {
            try (var world = world("fresh-" + cut)) {
                mirrorThenHeadOffice(world, rows, cut);
                assertEquals(eur(200), onlySale(world).paid(), border(rows, cut));
                assertEquals(SaleState.PART_PAID, onlySale(world).state(), border(rows, cut));
            }
        }
    }

    @Test
    void aChargeThatMayHaveGoneBackAsARefundOfItsOwnIsFoundOutAbout() throws InterruptedException {
        SentBack sent = sentBack(true);
        int last = upTo(sent.rows(), "PaymentAttemptStarted");
        // The attempt's beginning is told by head office, or by the mirror without the charge.
        for (int border : List.of(last, last - 1)) {
            terminal.reachable = false;
            try (var world = world("fresh-" + border)) {
                mirrorThenHeadOffice(world, sent.rows(), border);
                comesBack();
                world.payments.told();
                assertEquals(AttemptState.CHARGED, world.ended(sent.back().attempt()).state());
                assertEquals(eur(200), onlySale(world).paid(), border(sent.rows(), border));
            }
        }
    }

    private record SentBack(List<JournalRow> rows, Attempt back) {}

    /// Two cards paid, and the first one's money was sent back.
    private SentBack sentBack(boolean unknown) throws InterruptedException {
        try (var world = world("lost")) {
            open(world);
            scan(world, "2");
            SaleId id = checkedOut(world).sale();
            var _ = world.ended(charge(world, id, 250).attempt());
            var _ = world.ended(charge(world, id, 200).attempt());
            var _ = DayWorld.value(world.payments.prepare(TERMINAL));
            if (unknown) {
                terminal.unplugAt(Point.APPROVED);
            }
            Attempt back = world.done(unit -> world.payments.beginGiveBack(unit, id, 0, cashier(TILL)));
            world.payments.run(back);
            Attempt now = unknown ? unknown(world, back) : world.ended(back.attempt());
            return new SentBack(world.rowsAfter(Lane.FIN, 0), now);
        }
    }

    @Test
    void cashThatWentBackIsNotThereToBeGivenBackAgain() {
        List<JournalRow> rows;
        SaleId id;
        try (var world = world("lost")) {
            open(world);
            id = OneTill.sold(world).sale();
            var _ = world.done(unit -> world.sales.payCash(unit, id, eur(200), cashier(TILL)));
            var _ = world.done(unit -> world.sales.giveBack(unit, id, 0, cashier(TILL)));
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        for (int cut = 1; cut < rows.size(); cut++) {
            try (var world = world("fresh-" + cut)) {
                mirrorThenHeadOffice(world, rows, cut);
                Sale sale = onlySale(world);
                assertEquals(List.of(), sale.tenders(), border(rows, cut));
                assertEquals(Reason.NOT_FOUND, OneTill.refused(world.tried(
                        unit -> world.sales.giveBack(unit, id, 0, cashier(TILL)))), border(rows, cut));
                assertEquals(eur(5_000), expectedCash(world), border(rows, cut));
            }
        }
    }

    @Test
    void theSecondCardOfASaleIsFoundOutAboutThoughTheFirstOneIsToldLater() throws InterruptedException {
        List<JournalRow> rows;
        Attempt second;
        try (var world = world("lost")) {
            open(world);
            scan(world, "2");
            SaleId sale = checkedOut(world).sale();
            var _ = world.ended(charge(world, sale, 250).attempt());
            terminal.unplugAt(Point.APPROVED);
            second = unknown(world, charge(world, sale, 200));
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        try (var world = world("fresh")) {
            // The terminal answers once head office has told all.
            mirrorThenHeadOffice(world, rows, upTo(rows, "PaymentAttemptStarted") - 1);
            comesBack();
            world.payments.told();
            assertEquals(AttemptState.CHARGED, world.ended(second.attempt()).state());
            assertEquals(List.of(eur(250), eur(200)).stream().mapToLong(Money::minor).sum(),
                    onlySale(world).paid().minor());
        }
    }

    @Test
    void aReversalOfAChargeThatIsNotKnownYetIsProvenWithoutHeadOffice() throws InterruptedException {
        List<JournalRow> rows;
        Attempt back;
        try (var world = world("lost")) {
            open(world);
            DayWorld.copy(world.folder, folder.resolve("backup"));
            scan(world, "2");
            SaleId id = checkedOut(world).sale();
            var _ = world.ended(charge(world, id, 250).attempt());
            terminal.unplugAt(Point.APPROVED);
            var _ = DayWorld.value(world.payments.prepare(TERMINAL));
            back = world.done(unit -> world.payments.beginGiveBack(unit, id, 0, cashier(TILL)));
            world.payments.run(back);
            back = unknown(world, back);
            rows = world.rowsAfter(Lane.FIN, 1);
        }
        comesBack();
        int begun = upTo(rows, "PaymentAttemptStarted") - 1;
        try (var world = world("backup")) {
            world.learn(rows.subList(begun, rows.size()));
            world.payments.resume();
            world.payments.takeOver();
            assertEquals(AttemptState.CHARGED, world.ended(back.attempt()).state());
            assertEquals(List.of(), onlySale(world).tenders());
            world.learn(rows.subList(0, begun));
            world.payments.told();
            assertEquals(List.of(), onlySale(world).tenders());
            assertEquals(SaleState.OPEN, onlySale(world).state());
            assertEquals(0, terminal.netMinor());
        }
    }

    private DayWorld world(String name) {
        return new DayWorld(folder.resolve(name), terminal, clock);
    }

    /// What a box has written until its disk was lost, in the middle of a payment.
    private record Lost(List<JournalRow> rows, Attempt attempt) {}

    /// 2.50, which the terminal has charged.
    private Lost chargeWhoseEndNobodyKnows() throws InterruptedException {
        try (var world = world("lost")) {
            open(world);
            Sale sale = OneTill.sold(world);
            terminal.unplugAt(Point.APPROVED);
            Attempt attempt = unknown(world, charge(world, sale.sale(), 250));
            return new Lost(world.rowsAfter(Lane.FIN, 0), attempt);
        } finally {
            comesBack();
        }
    }

    private void comesBack() {
        terminal.reachable = true;
        terminal.script = ScriptedTerminal.ALL_GOES_WELL;
    }

    /// As an agent that has lost its file starts, and hears of head office later.
    private static void mirrorThenHeadOffice(DayWorld world, List<JournalRow> rows, int border) {
        mirror(world, rows, border);
        headOffice(world, rows, border);
    }

    private static void mirror(DayWorld world, List<JournalRow> rows, int border) {
        world.learn(rows.subList(border, rows.size()));
        var _ = world.journal.commit(unit -> {
            world.rebuild.forgot(unit, world.journal.outbox().head(Lane.FIN).journal());
            return true;
        });
        world.payments.resume();
        world.payments.takeOver();
    }

    private static void headOffice(DayWorld world, List<JournalRow> rows, int border) {
        world.learn(rows.subList(0, border));
        world.payments.told();
    }

    /// How many rows come before what follows the last one of this type.
    private static int upTo(List<JournalRow> rows, String type) {
        return rows.stream().map(JournalRow::type).toList().lastIndexOf(type) + 1;
    }

    private static String border(List<JournalRow> rows, int cut) {
        return "between " + rows.get(cut - 1).type() + " and " + rows.get(cut).type() + ", row " + cut;
    }

    private static Sale checkedOut(DayWorld world) {
        return world.done(unit -> world.carts.checkOut(unit, TILL, cashier(TILL)));
    }

    private static Attempt charge(DayWorld world, SaleId sale, long minor) throws InterruptedException {
        var _ = DayWorld.value(world.payments.prepare(TERMINAL));
        Attempt attempt = world
                .done(unit -> world.payments.begin(unit, sale, TERMINAL, eur(minor), cashier(TILL)));
        world.payments.run(attempt);
        return attempt;
    }

    private static void takenBack(DayWorld world, SaleId id) throws InterruptedException {
        var _ = world.ended(charge(world, id, 250).attempt());
        var _ = DayWorld.value(world.payments.prepare(TERMINAL));
        Attempt back = world.done(unit -> world.payments.beginGiveBack(unit, id, 0, cashier(TILL)));
        world.payments.run(back);
        assertEquals(AttemptState.CHARGED, world.ended(back.attempt()).state());
    }

    private static Refund refundOfTheBread(DayWorld world) {
        scan(world, "2");
        scan(world, "1");
        Sale sale = checkedOut(world);
        var _ = world.done(unit -> world.sales.payCash(unit, sale.sale(), eur(750), cashier(TILL)));
        return world.done(unit -> world.refunds.begin(unit, new Refunds.Wanted(sale.sale(),
                List.of(new RefundWish(2, 1000)), TILL, "broken"), cashier(TILL)));
    }

    private static Attempt unknown(DayWorld world, Attempt attempt) {
        OneTill.until(() -> world.look(attempt).state() == AttemptState.UNKNOWN);
        return world.look(attempt);
    }

    private static Sale onlySale(DayWorld world) {
        List<Sale> open = world.journal.read(world.sales::allOpen);
        assertEquals(1, open.size(), open.toString());
        return open.getFirst();
    }

    private static Money expectedCash(DayWorld world) {
        Shift shift = world.journal.read(world.shifts::allOpen).getFirst();
        return Objects.requireNonNull(shift.expectedCash());
    }
}
