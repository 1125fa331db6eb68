package io.tillpost.edge.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.terminal.EndOfDayResult;
import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.TerminalState.Condition;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.payment.MoneyBack.Way;
import io.tillpost.edge.payment.ScriptedTerminal.Point;
import io.tillpost.edge.sale.Refund;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentOutcome.Outcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.Tender;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Money goes back to a card: by a refund of its own, by taking a whole charge back, or before the sale is completed.
class CardRefundsTest {
    @TempDir
    private Path folder;
    private final ScriptedTerminal terminal = new ScriptedTerminal();
    private StoreWorld world;

    @BeforeEach
    void open() {
        world = new StoreWorld(folder, terminal);
        world.openShift("till-1");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void theAttemptAndItsResultAreDurableBeforeTheTerminalHearsOfThem(Way way) throws InterruptedException {
        MoneyBack back = MoneyBack.paid(world, way);
        terminal.script = point -> {
            assertEquals(2, world.events(PaymentAttemptStarted.class).size());
            if (point == Point.COMMITTED) {
                assertInstanceOf(Outcome.Approved.class,
                        world.events(PaymentOutcome.class).getLast().outcome());
            }
            return false;
        };
        Attempt attempt = world.end(back.begin(world).attempt());
        assertEquals(AttemptState.CHARGED, attempt.state());
        assertTrue(back.done(world));
        assertEquals(0, terminal.netMinor());
        var started = world.events(PaymentAttemptStarted.class).getLast();
        assertEquals(way.kind(), started.kind());
        assertEquals(way.kind() == AttemptKind.REFUND ? null : back.charge(), started.reverses());
        assertEquals(back.refund(), started.refund());
        assertEquals(started.kind(), world.events(PaymentOutcome.class).getLast().kind());
        assertEquals(started.kind(), world.events(PaymentResolved.class).getLast().kind());
    }

    @ParameterizedTest
    @EnumSource(value = Way.class, names = {"PAY_OUT", "TAKE_BACK"})
    void aRefundIsCompletedInTheUnitOfItsProof(Way way) throws InterruptedException {
        MoneyBack back = MoneyBack.paid(world, way);
        Attempt attempt = world.end(back.begin(world).attempt());
        var completed = world.events(RefundCompleted.class).getFirst();
        assertEquals(List.of(new RefundTender.Card(StoreWorld.eur(MoneyBack.MINOR), attempt.attempt())),
                completed.tenders());
        assertEquals(SaleState.COMPLETED, world.look(back.sale()).state());
    }

    @Test
    void aGivenBackTenderLeavesTheSaleOpenAndAbortable() throws InterruptedException {
        MoneyBack back = MoneyBack.paid(world, Way.GIVE_BACK);
        assertEquals(AttemptState.CHARGED, world.end(back.begin(world).attempt()).state());
        Sale sale = world.look(back.sale());
        assertEquals(StoreWorld.eur(MoneyBack.MINOR + 1), sale.remaining());
        assertNull(sale.pending());
        assertEquals(SaleState.ABORTED, StoreWorld.value(world.journal.commit(
                unit -> world.sales.abort(unit, sale.sale(), "left", StoreWorld.ANNA))).state());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aRefusalLeavesEverythingAsItWas(Way way) throws InterruptedException {
        MoneyBack back = MoneyBack.paid(world, way);
        for (PaymentResult result : List.of(new PaymentResult.Declined(5, "declined"),
                new PaymentResult.NotStarted("busy"), new PaymentResult.Ended(6, "stop key"))) {
            terminal.answers(result);
            Attempt attempt = world.end(back.begin(world).attempt());
            assertTrue(attempt.state().resolved() && !attempt.state().moved(), attempt.toString());
            assertFalse(back.waits(world));
            assertFalse(back.done(world));
        }
        assertEquals(MoneyBack.MINOR, terminal.netMinor());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aSecondTapAndEverythingElseOnTheTerminalWait(Way way) throws InterruptedException {
        MoneyBack back = MoneyBack.paid(world, way);
        terminal.condition = Condition.BUSY;
        terminal.script = point -> point == Point.APPROVED;
        Attempt attempt = back.begin(world);
        assertEquals(Reason.PAYMENT_UNRESOLVED, refusal(back.tryBegin(world)));
        assertEquals(Reason.PAYMENT_UNRESOLVED, refusal(world.tryCharge(world.sale(500))));
        assertEquals(Reason.PAYMENT_UNRESOLVED, refusal(world.journal.commit(unit -> world.payments
                .beginEndOfDay(unit, StoreWorld.TERMINAL, world.shifts.systemStamp(unit, "till-1",
                        StoreWorld.ANNA.traceparent())))));
        terminal.condition = Condition.IDLE;
        assertEquals(AttemptState.CHARGED, world.end(attempt.attempt()).state());
        assertEquals(2, world.events(PaymentAttemptStarted.class).size());
        assertEquals(0, terminal.netMinor());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aRepetitionAfterItIsDoneIsRefused(Way way) throws InterruptedException {
        MoneyBack back = MoneyBack.paid(world, way);
        assertEquals(AttemptState.CHARGED, world.end(back.begin(world).attempt()).state());
        assertInstanceOf(Decision.Refused.class, back.tryBegin(world));
        assertEquals(0, terminal.netMinor());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aPulledCableEndsInMoneyThatWentBackOnce(Way way) throws InterruptedException {
        MoneyBack back = MoneyBack.paid(world, way);
        terminal.unplugAt(Point.APPROVED);
        Attempt attempt = back.begin(world);
        assertEquals(AttemptState.UNKNOWN, world.unsure(attempt).state());
        assertTrue(back.waits(world));
        terminal.reachable = true;
        assertEquals(AttemptState.CHARGED, world.end(attempt.attempt()).state());
        assertEquals(PaymentResolved.Evidence.REPEAT_RECEIPT,
                world.events(PaymentResolved.class).getLast().evidence());
        assertTrue(back.done(world));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void theOldReceiptOfATerminalAtRestProvesThatNothingWentBack(Way way) throws InterruptedException {
        MoneyBack back = MoneyBack.paid(world, way);
        terminal.unplugAt(Point.SENT);
        Attempt attempt = back.begin(world);
        var _ = world.unsure(attempt);
        terminal.reachable = true;
        assertEquals(AttemptState.NOT_CHARGED, world.end(attempt.attempt()).state());
        assertFalse(back.waits(world));
        terminal.script = ScriptedTerminal.ALL_GOES_WELL;
        assertEquals(AttemptState.CHARGED, world.end(back.begin(world).attempt()).state());
        assertEquals(0, terminal.netMinor());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aReceiptThatFitsNothingProvesNothing(Way way) throws InterruptedException {
        MoneyBack back = MoneyBack.paid(world, way);
        terminal.unplugAt(Point.SENT);
        Attempt attempt = back.begin(world);
        var _ = world.unsure(attempt);
        terminal.stores(new LastReceipt.Charge(ScriptedTerminal.facts(StoreWorld.eur(7), 40)));
        world.changes.clear();
        terminal.reachable = true;
        world.untilShown(attempt, "the last receipt is");
        assertEquals(AttemptState.UNKNOWN, world.look(attempt.attempt()).state());
        assertTrue(world.changes.contains(attempt.attempt()));
    }

    @Test
    void anotherTransactionInBetweenLeavesOnlyARefund() throws InterruptedException {
        MoneyBack back = MoneyBack.paid(world, Way.TAKE_BACK);
        var _ = world.end(world.charge(world.sale(500)).attempt());
        assertNotReversible(back);
    }

    @Test
    void aRefundInBetweenLeavesOnlyARefund() throws InterruptedException {
        MoneyBack other = MoneyBack.paid(world, Way.PAY_OUT);
        MoneyBack back = MoneyBack.paid(world, Way.TAKE_BACK);
        var _ = world.end(other.begin(world).attempt());
        assertNotReversible(back);
    }

    @Test
    void aClosedOrPerhapsClosedBatchLeavesOnlyARefund() throws InterruptedException {
        for (EndOfDayResult result : List.of(
                new EndOfDayResult.Closed(ScriptedTerminal.TID, 7, 8, List.of()),
                new EndOfDayResult.Unknown("06 50 sent"))) {
            MoneyBack back = MoneyBack.paid(world, Way.TAKE_BACK);
            terminal.batch = result;
            var _ = world.endOfDay();
            assertNotReversible(back);
        }
    }

    /// The terminal has closed its batch by itself, at its own time.
    @Test
    void aTenderThatTheTerminalCannotReverseAnyMoreGoesBackAsARefund() throws InterruptedException {
        Sale sale = world.sale(2000);
        var _ = charged(sale, 700);
        terminal.answers(new PaymentResult.NotReversible(0xB5, "reversal not possible"));
        Attempt reversal = givenBack(sale, 0);
        assertEquals(AttemptKind.REVERSAL, reversal.kind());
        assertEquals(AttemptState.DECLINED, reversal.state());
        terminal.answers = false;
        Attempt refund = givenBack(sale, 0);
        assertEquals(AttemptKind.REFUND, refund.kind());
        assertEquals(AttemptState.CHARGED, refund.state());
        assertEquals(0, terminal.netMinor());
    }

    @Test
    void aTenderWhoseBatchTheTerminalSaysToHaveClosedByItselfGoesBackAsARefundAtOnce()
            throws InterruptedException {
        Sale sale = world.sale(2000);
        var _ = charged(sale, 700);
        terminal.closedItsBatch(new EndOfDayResult.Closed(ScriptedTerminal.TID, null, 2, List.of()));
        assertEquals(AttemptKind.REFUND, givenBack(sale, 0).kind());
    }

    @Test
    void aRefundWhoseChargeTheTerminalCannotReverseAnyMoreCanOnlyBeRefunded() throws InterruptedException {
        MoneyBack back = MoneyBack.paid(world, Way.TAKE_BACK);
        terminal.answers(new PaymentResult.NotReversible(0xB5, "reversal not possible"));
        assertEquals(AttemptState.DECLINED, world.end(back.begin(world).attempt()).state());
        assertNotReversible(back);
    }

    /// By the terminal's own keys, and the till hears that it is done already.
    @Test
    void aTenderThatWasReversedBehindTheTillsBackIsGivenBackAndNotRefunded() throws InterruptedException {
        Sale sale = world.sale(2000);
        var _ = charged(sale, 700);
        terminal.reverse(terminal.charges().getFirst());
        terminal.answers(new PaymentResult.Unknown("already reversed"));
        assertEquals(AttemptState.CHARGED, givenBack(sale, 0).state());
        assertEquals(List.of(), world.look(sale).tenders());
        assertEquals(0, terminal.netMinor());
    }

    /// Two cards on one sale: of the first one the terminal can only refund the amount, and then of the second one, too.
    @Test
    void aTenderThatIsNotTheTerminalsLastGoesBackAsARefund() throws InterruptedException {
        Sale sale = world.sale(2000);
        Attempt first = charged(sale, 700);
        Attempt second = charged(sale, 800);
        Attempt back = givenBack(sale, 0);
        assertEquals(AttemptKind.REFUND, back.kind());
        assertEquals(StoreWorld.eur(700), back.requested());
        assertEquals(List.of(new Tender.Card(StoreWorld.eur(800), second.attempt())),
                world.look(sale).tenders());
        assertEquals(SaleState.PART_PAID, world.look(sale).state());
        assertEquals(AttemptKind.REFUND, givenBack(sale, 0).kind());
        assertEquals(0, terminal.netMinor());
        for (var started : world.events(PaymentAttemptStarted.class).subList(2, 4)) {
            assertNull(started.refund());
            assertNull(started.reverses());
        }
        assertEquals(AttemptState.CHARGED, world.look(first.attempt()).state());
        assertEquals(SaleState.ABORTED, StoreWorld.value(world.journal.commit(
                unit -> world.sales.abort(unit, sale.sale(), "left", StoreWorld.ANNA))).state());
    }

    /// A refund does not say of which charge: of two over one amount it is the first, as head office counts.
    @Test
    void ofTwoTendersOverOneAmountTheFirstCountsAsRefunded() throws InterruptedException {
        Sale sale = world.sale(2000);
        var _ = charged(sale, 700);
        Attempt second = charged(sale, 700);
        var _ = world.endOfDay();
        assertEquals(AttemptState.CHARGED, givenBack(sale, 1).state());
        assertEquals(List.of(new Tender.Card(StoreWorld.eur(700), second.attempt())),
                world.look(sale).tenders());
    }

    /// Nothing of it is there to go back.
    @Test
    void aTenderThatIsProvenNotToHaveBeenChargedIsNotRefunded() throws InterruptedException {
        Sale sale = world.sale(2000);
        var _ = disproved(sale, 700);
        assertEquals(Reason.NOT_FOUND, refusal(world.journal
                .commit(unit -> world.payments.beginGiveBack(unit, sale.sale(), 0, StoreWorld.ANNA))));
    }

    @Test
    void ofTwoTendersOverOneAmountTheOneThatWasNeverChargedIsNotTheOneRefunded() throws InterruptedException {
        Sale sale = world.sale(2000);
        var _ = disproved(sale, 700);
        var _ = charged(sale, 700);
        var _ = world.endOfDay();
        assertEquals(AttemptState.CHARGED, givenBack(sale, 0).state());
        assertEquals(List.of(), world.look(sale).tenders());
        assertEquals(0, terminal.netMinor());
    }

    /// A person says that it moved, and the terminal proves later that it did not.
    private Attempt disproved(Sale sale, long minor) throws InterruptedException {
        terminal.unplugAt(Point.SENT);
        Attempt charge = StoreWorld.value(world.tryCharge(sale, StoreWorld.eur(minor)));
        world.payments.run(charge);
        world.giveUpOn(charge);
        var _ = StoreWorld.value(world.attest(charge, true));
        terminal.reachable = true;
        terminal.script = ScriptedTerminal.ALL_GOES_WELL;
        assertEquals(AttemptState.NOT_CHARGED, world.proven(charge.attempt()).state());
        return charge;
    }

    private Attempt charged(Sale sale, long minor) throws InterruptedException {
        Attempt charge = StoreWorld.value(world.tryCharge(sale, StoreWorld.eur(minor)));
        world.payments.run(charge);
        return world.end(charge.attempt());
    }

    private Attempt givenBack(Sale sale, int tender) throws InterruptedException {
        var _ = StoreWorld.value(world.payments.prepare(StoreWorld.TERMINAL));
        Attempt back = StoreWorld.value(world.journal
                .commit(unit -> world.payments.beginGiveBack(unit, sale.sale(), tender, StoreWorld.ANNA)));
        world.payments.run(back);
        return world.end(back.attempt());
    }

    @Test
    void aBatchThatTheTerminalDidNotCloseIsStillOpen() throws InterruptedException {
        MoneyBack back = MoneyBack.paid(world, Way.TAKE_BACK);
        terminal.batch = new EndOfDayResult.Refused(0xA3, "host down");
        assertEquals(BatchClosing.State.REFUSED, world.endOfDay().state());
        assertEquals(AttemptState.CHARGED, world.end(back.begin(world).attempt()).state());
    }

    @Test
    void aRefundOfPartOfASaleTakesNoWholeChargeBack() throws InterruptedException {
        MoneyBack back = MoneyBack.paid(world, Way.PAY_OUT);
        assertEquals(Reason.NOT_REVERSIBLE, refusal(world.journal.commit(unit -> world.payments
                .beginReversal(unit, back.refund(world).refund(), StoreWorld.ANNA))));
    }

    @Test
    void aTenderThatNoCardPaidIsNotReversible() {
        Sale sale = world.sale(1240);
        var _ = StoreWorld.value(world.journal.commit(
                unit -> world.sales.payCash(unit, sale.sale(), StoreWorld.eur(100), StoreWorld.ANNA)));
        assertEquals(Reason.NOT_REVERSIBLE, refusal(world.journal
                .commit(unit -> world.payments.beginGiveBack(unit, sale.sale(), 0, StoreWorld.ANNA))));
        assertEquals(Reason.NOT_FOUND, refusal(world.journal
                .commit(unit -> world.payments.beginGiveBack(unit, sale.sale(), 1, StoreWorld.ANNA))));
    }

    @Test
    void aChargeThatAPersonVouchesForIsNotReversible() throws InterruptedException {
        Sale sale = world.sale(1240);
        terminal.unplugAt(Point.APPROVED);
        Attempt charge = world.charge(sale);
        world.giveUpOn(charge);
        MoneyBack back = MoneyBack.of(world, Way.TAKE_BACK,
                StoreWorld.value(world.attest(charge, true)));
        assertEquals(Reason.NOT_REVERSIBLE, refusal(world.journal.commit(unit -> world.payments
                .beginReversal(unit, back.refund(world).refund(), StoreWorld.ANNA))));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void whatAPersonSaysOfItCounts(Way way) throws InterruptedException {
        for (boolean moved : List.of(false, true)) {
            MoneyBack back = MoneyBack.paid(world, way);
            terminal.unplugAt(moved ? Point.APPROVED : Point.SENT);
            Attempt attempt = back.begin(world);
            world.giveUpOn(attempt);
            var _ = StoreWorld.value(world.attest(attempt, moved));
            assertEquals(moved, back.done(world));
            assertFalse(back.waits(world));
            assertEquals(attempt.kind(), world.events(PaymentAttested.class).getLast().kind());
            terminal.reachable = true;
            terminal.script = ScriptedTerminal.ALL_GOES_WELL;
            assertEquals(moved, world.proven(attempt.attempt()).state() == AttemptState.CHARGED);
        }
        assertEquals(List.of(), world.incidents());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void moneyThatWentBackAgainstAPersonsWordIsNotGivenBackTwice(Way way) throws InterruptedException {
        for (boolean moved : List.of(false, true)) {
            MoneyBack back = MoneyBack.paid(world, way);
            terminal.unplugAt(moved ? Point.SENT : Point.APPROVED);
            Attempt attempt = back.begin(world);
            world.giveUpOn(attempt);
            var _ = StoreWorld.value(world.attest(attempt, moved));
            terminal.reachable = true;
            terminal.script = ScriptedTerminal.ALL_GOES_WELL;
            assertEquals(moved, world.proven(attempt.attempt()).state() == AttemptState.NOT_CHARGED);
            assertTrue(back.done(world));
            assertInstanceOf(Decision.Refused.class, back.tryBegin(world));
        }
        assertEquals(List.of("attestation-contradicted"),
                world.incidents().stream().map(IncidentRaised::kind).toList());
    }

    /// The other way round people have to look: the customer may have it twice.
    @Test
    void moneyThatWentBackAfterTheRefundWasGivenInCashIsAnIncident() throws InterruptedException {
        MoneyBack back = MoneyBack.paid(world, Way.PAY_OUT);
        terminal.unplugAt(Point.APPROVED);
        Attempt attempt = back.begin(world);
        world.giveUpOn(attempt);
        var _ = StoreWorld.value(world.attest(attempt, false));
        var _ = StoreWorld.value(world.journal.commit(unit -> world.refunds.payCash(unit,
                back.refund(world).refund(), StoreWorld.ANNA)));
        Refund before = back.refund(world);
        terminal.reachable = true;
        assertEquals(AttemptState.CHARGED, world.proven(attempt.attempt()).state());
        assertEquals(before, back.refund(world));
        assertEquals(List.of("late-approval"), world.incidents().stream().map(IncidentRaised::kind).toList());
    }

    private void assertNotReversible(MoneyBack back) throws InterruptedException {
        var refused = assertInstanceOf(Decision.Refused.class, back.tryBegin(world));
        assertEquals(Reason.NOT_REVERSIBLE, refused.reason());
        assertTrue(refused.detail().contains("refund the amount instead"), refused.detail());
    }

    private static Reason refusal(Decision<?> decision) {
        return assertInstanceOf(Decision.Refused.class, decision).reason();
    }
}
