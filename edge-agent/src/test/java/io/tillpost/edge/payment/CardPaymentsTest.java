package io.tillpost.edge.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.terminal.CardTypeTotal;
import io.tillpost.device.terminal.EndOfDayResult;
import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.TerminalState.Condition;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.payment.ScriptedTerminal.Point;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentOutcome.Outcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.PaymentResolved.Evidence;
import io.tillpost.protocol.event.TerminalBatchClosed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardPaymentsTest {
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

    @Test
    void anApprovedPaymentCompletesTheSaleInTheSameUnit() throws InterruptedException {
        Sale sale = world.sale(1240);
        Attempt attempt = world.end(world.charge(sale).attempt());
        assertEquals(AttemptState.CHARGED, attempt.state());
        assertEquals(SaleState.COMPLETED, world.look(sale).state());
        assertEquals(List.of("ShiftOpened", "SaleStarted", "PaymentAttemptStarted", "PaymentOutcome",
                "PaymentResolved", "SaleCompleted"),
                world.events().stream().map(event -> event.getClass().getSimpleName()).toList());
        assertEquals(List.of(sale.sale()), world.told(1));
    }

    @Test
    void theAttemptIsDurableWithTheOldNumbersBeforeTheFirstByte() throws InterruptedException {
        var _ = terminal.charge(StoreWorld.eur(5));
        terminal.script = point -> {
            assertEquals(1, world.events(PaymentAttemptStarted.class).size());
            return false;
        };
        assertEquals(AttemptState.CHARGED, world.end(world.charge(world.sale(1240)).attempt()).state());
        var started = world.events(PaymentAttemptStarted.class).getFirst();
        assertEquals(1, started.lastReceiptNumber());
        assertEquals(1, started.lastTrace());
    }

    @Test
    void anApprovalIsDurableBeforeTheTerminalHearsOfIt() throws InterruptedException {
        terminal.script = point -> {
            if (point == Point.COMMITTED) {
                assertInstanceOf(Outcome.Approved.class,
                        world.events(PaymentOutcome.class).getFirst().outcome());
            }
            return false;
        };
        assertEquals(AttemptState.CHARGED, world.end(world.charge(world.sale(1240)).attempt()).state());
    }

    @Test
    void aDeclineLeavesTheSaleOpenForAnotherWayToPay() throws InterruptedException {
        terminal.answers(new PaymentResult.Declined(5, "declined"));
        Sale sale = world.sale(1240);
        assertEquals(AttemptState.DECLINED, world.end(world.charge(sale).attempt()).state());
        Sale paid = StoreWorld.value(world.journal.commit(
                unit -> world.sales.payCash(unit, sale.sale(), StoreWorld.eur(2000), StoreWorld.ANNA)));
        assertEquals(SaleState.COMPLETED, paid.state());
    }

    @Test
    void whatNeverBeganOrWasStoppedIsNotCharged() throws InterruptedException {
        for (PaymentResult result : List.of(new PaymentResult.NotStarted("busy"),
                new PaymentResult.Ended(6, "stop key"))) {
            terminal.answers(result);
            Sale sale = world.sale(1240);
            assertEquals(AttemptState.NOT_CHARGED, world.end(world.charge(sale).attempt()).state());
            assertEquals(SaleState.OPEN, world.look(sale).state());
        }
    }

    /// It still waits for its terminal.
    @Test
    void anAttemptThatIsStoppedBeforeItsTerminalWasAskedIsNotCharged() throws InterruptedException {
        Sale sale = world.sale(1240);
        Attempt attempt = StoreWorld.value(world.tryCharge(sale));
        world.payments.abort(attempt);
        world.payments.run(attempt);
        assertEquals(AttemptState.NOT_CHARGED, world.end(attempt.attempt()).state());
        assertEquals(0, terminal.charges().size());
        assertEquals(AttemptState.CHARGED, world.end(world.charge(sale).attempt()).state());
    }

    @Test
    void aSecondAttemptForTheSaleAndOneOnTheTerminalAreRefusedUntilTheFirstIsResolved()
            throws InterruptedException {
        terminal.script = point -> point == Point.APPROVED;
        terminal.condition = Condition.BUSY;
        Sale sale = world.sale(1240);
        Attempt attempt = world.charge(sale);
        assertEquals(Reason.PAYMENT_UNRESOLVED, refusal(world.tryCharge(sale)));
        assertEquals(Reason.PAYMENT_UNRESOLVED, refusal(world.tryCharge(world.sale(500))));
        assertEquals(Reason.PAYMENT_UNRESOLVED, refusal(world.journal.commit(
                unit -> world.sales.payCash(unit, sale.sale(), StoreWorld.eur(2000), StoreWorld.ANNA))));
        assertEquals(Reason.PAYMENT_UNRESOLVED, refusal(world.journal.commit(
                unit -> world.sales.abort(unit, sale.sale(), "", StoreWorld.ANNA))));
        terminal.condition = Condition.IDLE;
        assertEquals(AttemptState.CHARGED, world.end(attempt.attempt()).state());
        assertEquals(1, terminal.charges().size());
    }

    @Test
    void aPulledCableAfterTheApprovalEndsInOneCharge() throws InterruptedException {
        terminal.script = point -> {
            terminal.reachable = point != Point.APPROVED;
            return point == Point.APPROVED;
        };
        Sale sale = world.sale(1240);
        Attempt attempt = world.charge(sale);
        assertEquals(AttemptState.UNKNOWN,
                world.payments.await(attempt.attempt(), Duration.ofMillis(300)).orElseThrow().state());
        terminal.reachable = true;
        assertEquals(AttemptState.CHARGED, world.end(attempt.attempt()).state());
        assertEquals(Evidence.REPEAT_RECEIPT, world.events(PaymentResolved.class).getFirst().evidence());
        assertEquals(SaleState.COMPLETED, world.look(sale).state());
    }

    @Test
    void theOldReceiptOfATerminalAtRestProvesThatNothingWasCharged() throws InterruptedException {
        var _ = terminal.charge(StoreWorld.eur(1240));
        terminal.script = point -> point == Point.SENT;
        Sale sale = world.sale(1240);
        Attempt attempt = world.end(world.charge(sale).attempt());
        assertEquals(AttemptState.NOT_CHARGED, attempt.state());
        assertEquals(Evidence.IDLE_WITH_OLD_RECEIPT,
                world.events(PaymentResolved.class).getFirst().evidence());
        assertEquals(SaleState.OPEN, world.look(sale).state());
    }

    @Test
    void aTerminalThatHadNothingAndHasNothingChargedNothing() throws InterruptedException {
        terminal.script = point -> point == Point.SENT;
        Sale sale = world.sale(1240);
        assertEquals(AttemptState.NOT_CHARGED, world.end(world.charge(sale).attempt()).state());
        assertEquals(SaleState.OPEN, world.look(sale).state());
    }

    /// The host declines while the line is away, and the terminal says of its last transaction that it failed.
    @Test
    void aDeclineThatWasNotHeardIsToldByTheLastTransaction() throws InterruptedException {
        var before = terminal.charge(StoreWorld.eur(500));
        terminal.script = point -> {
            if (point == Point.SENT) {
                terminal.stores(new LastReceipt.Failed(5, true, before.trace() + 1));
            }
            return point == Point.SENT;
        };
        Sale sale = world.sale(1240);
        assertEquals(AttemptState.NOT_CHARGED, world.end(world.charge(sale).attempt()).state());
        assertEquals(SaleState.OPEN, world.look(sale).state());
        terminal.script = ScriptedTerminal.ALL_GOES_WELL;
        assertEquals(AttemptState.CHARGED, world.end(world.charge(sale).attempt()).state());
    }

    /// A new terminal, one after its end of day, one whose last customer was declined.
    @Test
    void aTerminalWhoseLastTransactionHasNoReceiptTakesPayments() throws InterruptedException {
        for (LastReceipt last : List.of(new LastReceipt.Withheld(0x6C), new LastReceipt.Unnamed(8),
                new LastReceipt.Unnamed(0), new LastReceipt.Failed(5, true, 9),
                new LastReceipt.Failed(0x6C, false, 0))) {
            terminal.stores(last);
            world.journal.commit(unit -> {
                new TerminalMemory().lost(unit, StoreWorld.TERMINAL);
                return true;
            });
            assertEquals(AttemptState.CHARGED, world.end(world.charge(world.sale(1240)).attempt()).state());
        }
    }

    @Test
    void whyATerminalIsNotReadyIsSaid() throws InterruptedException {
        terminal.reachable = false;
        var refused = assertInstanceOf(Decision.Refused.class, world.payments.prepare(StoreWorld.TERMINAL));
        assertTrue(refused.detail().contains("cable out"), refused.detail());
    }

    /// The first payment of a batch, which the terminal itself closes before the till has heard the end.
    @Test
    void anApprovalIsNotTakenForNothingWhenTheTerminalHasClosedItsBatch() throws InterruptedException {
        terminal.script = point -> {
            if (point == Point.COMMITTED) {
                terminal.stores(new LastReceipt.Nothing());
            }
            return point == Point.COMMITTED;
        };
        Attempt attempt = world.charge(world.sale(1240));
        world.untilShown(attempt, "stores no receipt");
        assertEquals(AttemptState.APPROVED_UNCONFIRMED, world.look(attempt.attempt()).state());
        assertEquals(1, terminal.charges().size());
    }

    @Test
    void anotherTerminalInTheSamePlaceDoesNotSayThatNothingWasCharged() throws InterruptedException {
        terminal.script = point -> {
            if (point == Point.APPROVED) {
                terminal.terminalId = "69000002";
                terminal.stores(new LastReceipt.Nothing());
            }
            return point == Point.APPROVED;
        };
        Attempt attempt = world.charge(world.sale(1240));
        world.untilShown(attempt, "stores no receipt");
        assertEquals(AttemptState.UNKNOWN, world.look(attempt.attempt()).state());
    }

    @Test
    void whatATerminalDidLastIsAskedAnewWhereItIsNotKnownWhichTerminalThatWas() throws InterruptedException {
        var memory = new TerminalMemory();
        assertEquals(false, world.journal.commit(unit -> {
            memory.learned(unit, StoreWorld.TERMINAL, TerminalNumbers.UNKNOWN);
            return memory.knows(unit, StoreWorld.TERMINAL);
        }));
        assertEquals(AttemptState.CHARGED, world.end(world.charge(world.sale(1240)).attempt()).state());
    }

    @Test
    void aReversalAfterADurableApprovalTakesItBack() throws InterruptedException {
        terminal.script = point -> {
            if (point == Point.COMMITTED) {
                var _ = terminal.reverse(terminal.charges().getFirst());
            }
            return point == Point.COMMITTED;
        };
        Sale sale = world.sale(1240);
        assertEquals(AttemptState.NOT_CHARGED, world.end(world.charge(sale).attempt()).state());
        var resolved = world.events(PaymentResolved.class).getFirst();
        assertEquals(Evidence.REVERSAL, resolved.evidence());
        assertEquals(PaymentResolved.From.APPROVED, resolved.from());
        terminal.script = ScriptedTerminal.ALL_GOES_WELL;
        assertEquals(AttemptState.CHARGED, world.end(world.charge(sale).attempt()).state());
    }

    @Test
    void anApprovalOverAnotherAmountIsRefusedAtTheCommitPoint() throws InterruptedException {
        Sale sale = world.sale(1240);
        Attempt attempt = StoreWorld.value(world.tryCharge(sale));
        var attempts = world.attempts();
        assertEquals(false, world.journal.commit(unit -> attempts.approved(unit, attempt.attempt(),
                ScriptedTerminal.facts(StoreWorld.eur(1241), 9))));
        assertEquals(0, world.events(PaymentOutcome.class).size());
        world.payments.run(attempt);
        assertEquals(AttemptState.CHARGED, world.end(attempt.attempt()).state());
    }

    @Test
    void afterAnApprovalNothingButProofChangesTheState() throws InterruptedException {
        Attempt attempt = StoreWorld.value(world.tryCharge(world.sale(1240)));
        var attempts = world.attempts();
        assertEquals(true, world.journal.commit(unit -> attempts.approved(unit, attempt.attempt(),
                ScriptedTerminal.facts(StoreWorld.eur(1240), 9))));
        for (PaymentResult result : List.of(new PaymentResult.Declined(5, "no"),
                new PaymentResult.Ended(6, "stop"), new PaymentResult.NotStarted("busy"),
                new PaymentResult.Unknown("silence"))) {
            assertEquals(AttemptState.APPROVED_UNCONFIRMED,
                    world.journal.commit(unit -> attempts.ended(unit, attempt.attempt(), result)).state());
        }
    }

    @Test
    void aTerminalThatWasNeverSeenIsNotCharged() throws InterruptedException {
        terminal.reachable = false;
        assertEquals(Reason.TERMINAL_NOT_READY, refusal(world.payments.prepare(StoreWorld.TERMINAL)));
        assertEquals(Reason.NO_SUCH_TERMINAL, refusal(world.payments.prepare("terminal-9")));
    }

    @Test
    void aClosedBatchIsAnEventAndALostAnswerStaysUnknown() throws InterruptedException {
        terminal.batch = new EndOfDayResult.Closed(ScriptedTerminal.TID, 7, 8,
                List.of(new CardTypeTotal("girocard", 2, StoreWorld.eur(2480))));
        assertEquals(BatchClosing.State.CLOSED, world.endOfDay().state());
        terminal.batch = new EndOfDayResult.Unknown("06 50 sent");
        assertEquals(BatchClosing.State.UNKNOWN, world.endOfDay().state());
        terminal.batch = new EndOfDayResult.Refused(0xA3, "host down");
        assertEquals(BatchClosing.State.REFUSED, world.endOfDay().state());
        assertEquals(List.of(TerminalBatchClosed.State.CLOSED, TerminalBatchClosed.State.UNKNOWN),
                world.events(TerminalBatchClosed.class).stream().map(TerminalBatchClosed::state).toList());
    }

    @Test
    void aBatchThatTheTerminalClosesByItselfIsAnEventOnce() throws InterruptedException {
        var _ = world.end(world.charge(world.sale(1240)).attempt());
        var closed = new EndOfDayResult.Closed(ScriptedTerminal.TID, null, 2,
                List.of(new CardTypeTotal("girocard", 1, StoreWorld.eur(1240))));
        terminal.stores(new LastReceipt.EndOfDay(2));
        terminal.closedItsBatch(closed);
        terminal.closedItsBatch(closed);
        var event = world.events(TerminalBatchClosed.class).getFirst();
        assertEquals(TerminalBatchClosed.State.CLOSED, event.state());
        assertEquals(ScriptedTerminal.TID, event.terminalId());
        assertEquals(List.of(new TerminalBatchClosed.CardTotal("girocard", 1, StoreWorld.eur(1240))),
                event.totals());
        assertEquals(AttemptState.CHARGED, world.end(world.charge(world.sale(1240)).attempt()).state());
        assertEquals(2, world.events(PaymentAttemptStarted.class).getLast().lastTrace());
        terminal.closedItsBatch(closed);
        assertEquals(1, world.events(TerminalBatchClosed.class).size());
        // The next day's may come to the same.
        terminal.closedItsBatch(new EndOfDayResult.Closed(ScriptedTerminal.TID, null, 4, closed.totals()));
        assertEquals(2, world.events(TerminalBatchClosed.class).size());
    }

    @Test
    void whatTheTerminalSaysAgainOfAnEndOfDayThatWasAskedForIsNoSecondOne() throws InterruptedException {
        var closed = new EndOfDayResult.Closed(ScriptedTerminal.TID, null, 0, List.of());
        terminal.batch = closed;
        var _ = world.endOfDay();
        terminal.closedItsBatch(closed);
        assertEquals(1, world.events(TerminalBatchClosed.class).size());
        // It states no number, and something happened in between.
        var _ = world.end(world.charge(world.sale(1240)).attempt());
        terminal.closedItsBatch(closed);
        assertEquals(2, world.events(TerminalBatchClosed.class).size());
    }

    @Test
    void aBatchThatTheTerminalClosedWhileTheJournalRefusedIsWrittenOnceItTakesItAgain()
            throws InterruptedException {
        var refusals = new AtomicInteger(2);
        world.journal.inEveryUnit((_, _, event) -> {
            if (event instanceof TerminalBatchClosed && refusals.getAndDecrement() > 0) {
                throw new JournalRefusedException(JournalRefusedException.Reason.DISK_FULL, "no room");
            }
        });
        terminal.closedItsBatch(new EndOfDayResult.Closed(ScriptedTerminal.TID, null, 2, List.of()));
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (world.events(TerminalBatchClosed.class).isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        assertEquals(1, world.events(TerminalBatchClosed.class).size());
    }

    @Test
    void theEndOfABatchThatTheJournalRefusesIsWrittenOnceItTakesItAgain() throws InterruptedException {
        var refusals = new AtomicInteger(2);
        world.journal.inEveryUnit((_, _, event) -> {
            if (event instanceof TerminalBatchClosed && refusals.getAndDecrement() > 0) {
                throw new JournalRefusedException(JournalRefusedException.Reason.DISK_FULL, "no room");
            }
        });
        terminal.batch = new EndOfDayResult.Closed(ScriptedTerminal.TID, 7, 8,
                List.of(new CardTypeTotal("girocard", 2, StoreWorld.eur(2480))));
        BatchClosing closing = world.endOfDay();
        assertEquals(BatchClosing.State.CLOSED, closing.state());
        assertEquals(7, closing.batch());
        assertEquals(1, world.events(TerminalBatchClosed.class).size());
        assertEquals(AttemptState.CHARGED, world.end(world.charge(world.sale(1240)).attempt()).state());
    }

    @Test
    void aDriverThatFailsDuringAnEndOfDayLeavesTheBatchUnknownAndTheTerminalFree()
            throws InterruptedException {
        terminal.failsAtEndOfDay = true;
        assertEquals(BatchClosing.State.UNKNOWN, world.endOfDay().state());
        assertEquals(AttemptState.CHARGED, world.end(world.charge(world.sale(1240)).attempt()).state());
    }

    @Test
    void noBatchIsClosedWhileAPaymentIsUnresolved() throws InterruptedException {
        terminal.condition = Condition.BUSY;
        terminal.script = point -> point == Point.SENT;
        var _ = world.charge(world.sale(1240));
        assertEquals(Reason.PAYMENT_UNRESOLVED, refusal(world.journal.commit(unit -> world.payments
                .beginEndOfDay(unit, StoreWorld.TERMINAL, world.shifts.systemStamp(unit, "till-1",
                        StoreWorld.ANNA.traceparent())))));
    }

    private static Reason refusal(Decision<?> decision) {
        return assertInstanceOf(Decision.Refused.class, decision).reason();
    }
}
