package io.tillpost.device.terminal.zvt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.simulator.terminal.Fault;
import io.tillpost.device.simulator.terminal.Outcome;
import io.tillpost.device.simulator.terminal.SimulatedCard;
import io.tillpost.device.simulator.terminal.Step;
import io.tillpost.device.terminal.CardTypeTotal;
import io.tillpost.device.terminal.CommitPoint;
import io.tillpost.device.terminal.EndOfDayResult;
import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.PaymentRequest;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.ReversalRequest;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.device.terminal.TransactionKind;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.money.Money;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Giving money back to a card: refunds (06 31) and reversals (06 30) over a real serial port or TCP.
@Execution(ExecutionMode.CONCURRENT)
class MoneyBackTest {
    private static final CommitPoint DISK_FULL = _ -> false;

    @Test
    void aRefundIsATransactionOfItsOwn(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            rig.paid(3000);
            rig.simulator.card(SimulatedCard.VISA);
            var facts = assertInstanceOf(PaymentResult.Approved.class, rig.refund(1010)).facts();
            assertEquals(new Money(1010, Rig.EUR), facts.approved());
            assertEquals(2, facts.trace());
            assertEquals(2, facts.receiptNumber());
            assertEquals("455600009876", facts.merchantId());
            assertEquals(facts, rig.lastDurable());
            assertEquals(1990, rig.simulator.netMinor());
            assertEquals(new LastReceipt.Refund(facts), last(rig));
        }
    }

    @Test
    void aReversalTakesAWholeChargeBack(@TempDir Path directory) throws Exception {
        try (var rig = Rig.tcp(directory)) {
            rig.paid(500);
            var charge = rig.paid(1010);
            // No card is needed, so another one in the customer's hand does not matter.
            rig.simulator.card(SimulatedCard.VISA);
            var facts = assertInstanceOf(PaymentResult.Approved.class, rig.reverse(charge)).facts();
            assertEquals(charge.approved(), facts.approved());
            assertEquals(charge.cardName(), facts.cardName());
            assertEquals(charge.merchantId(), facts.merchantId());
            assertEquals(3, facts.trace());
            assertEquals(3, facts.receiptNumber());
            assertEquals(facts, rig.lastDurable());
            assertEquals(500, rig.simulator.netMinor());
            assertTrue(rig.simulator.ledgerLines().getLast().contains(
                    "\"originalKind\":\"charge\",\"originalTrace\":2,\"originalReceiptNumber\":2"));
        }
    }

    @Test
    void repeatReceiptAfterAPaymentAndAfterAReversal(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            var charge = rig.paid(1010);
            assertEquals(new LastReceipt.Charge(charge), last(rig));
            var reversal = assertInstanceOf(PaymentResult.Approved.class, rig.reverse(charge)).facts();
            assertEquals(new LastReceipt.Reversal(reversal, charge.trace()), last(rig));
            assertEquals(new LastReceipt.Reversal(reversal, charge.trace()), last(rig));
        }
    }

    @Test
    void afterARestartTheJournalSaysThatARefundWasAskedFor(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            var refund = assertInstanceOf(PaymentResult.Approved.class, rig.refund(1010)).facts();
            rig.terminal.close();
            try (var restarted = rig.another()) {
                assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.Charge(refund)),
                        restarted.lastReceipt(TerminalProgress.NONE),
                        "no field of the receipt says that it is of a refund");
                assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.Refund(refund)),
                        restarted.lastReceipt(TransactionKind.REFUND, TerminalProgress.NONE));
            }
        }
    }

    @Test
    void aReceiptOfBeforeKeepsItsKindWhateverBecameOfTheNextCommand(@TempDir Path directory)
            throws Exception {
        try (var rig = Rig.serial(directory)) {
            var charge = rig.paid(1010);
            rig.simulator.next(new Outcome.Decline(5));
            assertInstanceOf(PaymentResult.Declined.class, rig.refund(1010));
            assertEquals(new LastReceipt.Charge(charge), last(rig));
            rig.simulator.plan(Step.CARD, new Fault.Unplug(Duration.ofMillis(200)));
            rig.simulator.next(new Outcome.Stop());
            assertInstanceOf(PaymentResult.Unknown.class, rig.refund(1010));
            rig.awaitConnection();
            while (!(rig.terminal.lastReceipt(TerminalProgress.NONE) instanceof TerminalAnswer.Answered)) {
                rig.awaitConnection();
            }
            assertEquals(new LastReceipt.Charge(charge), last(rig));
            var refund = assertInstanceOf(PaymentResult.Approved.class, rig.refund(1010)).facts();
            rig.simulator.next(new Outcome.Decline(5));
            rig.pay(500);
            assertEquals(new LastReceipt.Refund(refund), last(rig));
        }
    }

    @Test
    void aCommandThatWasRefusedDoesNotChangeWhatTheLastReceiptIs(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            var charge = rig.paid(1010);
            rig.simulator.next(new Outcome.Busy());
            assertInstanceOf(PaymentResult.NotStarted.class, rig.refund(1010));
            assertEquals(new LastReceipt.Charge(charge), last(rig));
        }
    }

    @Test
    void aChargeIsReversedOnlyOnce(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            var charge = rig.paid(1010);
            var recovery = new Recovery(rig);
            assertInstanceOf(PaymentResult.Approved.class, rig.reverse(charge));
            // It went back, so that this is no refusal: somebody may have pressed the terminal's own keys.
            var again = assertInstanceOf(PaymentResult.Unknown.class, rig.reverse(charge));
            assertTrue(again.lastStep().contains("already reversed"), again::lastStep);
            assertTrue(recovery.moved(again, Rig.reversalOf(charge)));
            assertEquals(0, rig.simulator.netMinor());
        }
    }

    /// Some terminals do not tell the two apart.
    @ParameterizedTest
    @ValueSource(strings = {"06 1E B5", "84 B5", "84 B4"})
    void aReversalThatIsNotPossibleBecauseItIsDoneIsToldByTheLastReceipt(String refusal) {
        var line = ScriptedLine.registered();
        var money = " 04 00 00 00 00 10 10 0B 00 00 09 87 00 06 37 00 00 08 29 69 00 00 01 49 09 78";
        if (refusal.startsWith("06")) {
            line.says("80 00");
        }
        line.says(refusal).says("80 00").says("04 0F 27 00" + money).says("06 0F");
        assertInstanceOf(PaymentResult.Unknown.class, reverse(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"06 1E B5", "84 B5"})
    void aReversalThatIsNotPossibleForAnotherReasonMovedNothing(String refusal) {
        var line = ScriptedLine.registered();
        if (refusal.startsWith("06")) {
            line.says("80 00");
        }
        line.says(refusal).says("80 00").says("06 0F");
        assertEquals(new PaymentResult.NotReversible(0xB5, "reversal not possible"), reverse(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "84 9C"})
    void aReversalThatIsNotPossibleIsUnknownWhereTheLastReceiptIsNotToBeHad(String answer) {
        var line = ScriptedLine.registered();
        line.says("84 B5");
        if (!answer.isEmpty()) {
            line.says(answer);
        }
        assertInstanceOf(PaymentResult.Unknown.class, reverse(line));
    }

    private static PaymentResult reverse(ScriptedLine line) {
        try (var terminal = new ZvtTerminal(() -> line,
                ZvtConfig.usual(ZvtConfig.Transport.SERIAL, Rig.EUR), line::nanos)) {
            return terminal.reverse(new ReversalRequest(5, 8, new Money(1010, Rig.EUR)), _ -> true,
                    TerminalProgress.NONE);
        }
    }

    @Test
    void aPartialReversalIsRefused(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            var charge = rig.paid(1010);
            var part = new ReversalRequest(charge.receiptNumber(), charge.trace(), new Money(1000, Rig.EUR));
            assertEquals(new PaymentResult.NotReversible(0xB5, "reversal not possible"),
                    rig.terminal.reverse(part, facts -> true, rig));
            assertEquals(1010, rig.simulator.netMinor());
        }
    }

    @Test
    void aReversalAfterTheEndOfDayIsRefused(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            var charge = rig.paid(1010);
            assertInstanceOf(EndOfDayResult.Closed.class, rig.terminal.endOfDay(rig));
            assertEquals(new PaymentResult.NotReversible(0xB5, "reversal not possible"), rig.reverse(charge));
            assertEquals(1010, rig.simulator.netMinor());
            assertInstanceOf(PaymentResult.Approved.class, rig.refund(1010));
            assertEquals(0, rig.simulator.netMinor());
        }
    }

    @Test
    void aReceiptNumberThatIsNotOfAChargeIsRefused(@TempDir Path directory) throws Exception {
        var refused = new PaymentResult.NotReversible(0xB5, "reversal not possible");
        try (var rig = Rig.serial(directory)) {
            var amount = new Money(1010, Rig.EUR);
            assertEquals(refused,
                    rig.terminal.reverse(new ReversalRequest(9999, 1, amount), facts -> true, rig));
            var refund = assertInstanceOf(PaymentResult.Approved.class, rig.refund(1010)).facts();
            assertEquals(refused, rig.reverse(refund));
            assertEquals(List.of(refund), rig.durable);
        }
    }

    @Test
    void aReversalOfAnotherChargeThanMeantIsNeverBelieved(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            var charge = rig.paid(1010);
            var wrong = new ReversalRequest(charge.receiptNumber(), 77, charge.approved());
            var result = assertInstanceOf(PaymentResult.Unknown.class,
                    rig.terminal.reverse(wrong, facts -> {
                        throw new AssertionError("not to be kept: " + facts);
                    }, rig));
            assertTrue(result.lastStep().contains("this reversal still is the last receipt"),
                    result::lastStep);
        }
    }

    @Test
    void refusalsAreSaidWithTheirCode(@TempDir Path directory) throws Exception {
        try (var rig = Rig.tcp(directory)) {
            var charge = rig.paid(1010);
            var stopped = new PaymentResult.Ended(0x6C, "stopped by key or time-out");
            for (boolean refund : new boolean[]{true, false}) {
                assertEquals(new PaymentResult.Declined(5, "declined by the host"),
                        after(rig, new Outcome.Decline(5), refund, charge));
                assertEquals(new PaymentResult.Ended(0xA1, "host does not answer"),
                        after(rig, new Outcome.HostDown(), refund, charge));
                assertEquals(new PaymentResult.Ended(0xF0, "do the end of day first"),
                        after(rig, new Outcome.EndOfDayFirst(), refund, charge));
                assertEquals(new PaymentResult.NotStarted("please wait (9C)"),
                        after(rig, new Outcome.Busy(), refund, charge));
                assertEquals(stopped, after(rig, new Outcome.Stop(), refund, charge));
                assertEquals(stopped, after(rig, new Outcome.CustomerTimeout(), refund, charge));
            }
            assertEquals(List.of(charge), rig.durable);
            assertEquals(1010, rig.simulator.netMinor());
            assertTrue(rig.simulator.ledgerLines().get(1).contains("\"attempted\":\"refund\""));
            assertTrue(rig.simulator.ledgerLines().getLast().contains("\"attempted\":\"reversal\""));
        }
    }

    private static PaymentResult after(Rig rig, Outcome outcome, boolean refund, CardFacts charge) {
        rig.simulator.next(outcome);
        return refund ? rig.refund(1010) : rig.reverse(charge);
    }

    @Test
    void aRefundThatTheTillCannotKeepIsTakenBack(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            var taken = assertInstanceOf(PaymentResult.Reversed.class, rig.refund(1010, DISK_FULL));
            assertEquals(1, taken.facts().trace());
            assertInstanceOf(PaymentResult.Reversed.class, rig.refund(1010, _ -> {
                throw new IllegalStateException("disk full");
            }));
            assertEquals(0, rig.simulator.netMinor());
            assertEquals(2, rig.ledgerLines("refund"));
            assertEquals(3, assertInstanceOf(LastReceipt.Reversal.class, last(rig)).originalTrace());
        }
    }

    @Test
    void aRefundThatIsDurableTooLateIsTakenBack(@TempDir Path directory) throws Exception {
        try (var rig = Rig.tcp(directory)) {
            assertInstanceOf(PaymentResult.Reversed.class, rig.refund(1010, MoneyBackTest::tooLate));
            assertEquals(0, rig.simulator.netMinor());
        }
    }

    @Test
    void aReversalThatTheTillCannotKeepStandsAndIsFoundByRecovery(@TempDir Path directory) throws Exception {
        for (CommitPoint point : List.<CommitPoint>of(DISK_FULL, MoneyBackTest::tooLate)) {
            Path own = Files.createTempDirectory(directory, "rig");
            try (var rig = Rig.serial(own)) {
                var charge = rig.paid(1010);
                var recovery = new Recovery(rig);
                var result = assertInstanceOf(PaymentResult.Unknown.class, rig.reverse(charge, point));
                assertTrue(result.lastStep().contains("84 66 answered, and this reversal still is"),
                        result::lastStep);
                assertTrue(recovery.moved(result, Rig.reversalOf(charge)));
                assertEquals(0, rig.simulator.netMinor());
            }
        }
    }

    @Test
    void anotherAmountThanAskedForIsNeverKept(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            var charge = rig.paid(1010);
            rig.simulator.next(new Outcome.ApproveOther(999));
            assertInstanceOf(PaymentResult.Reversed.class, rig.refund(1010));
            assertEquals(1010, rig.simulator.netMinor());
            rig.simulator.next(new Outcome.ApproveOther(999));
            var recovery = new Recovery(rig);
            var result = assertInstanceOf(PaymentResult.Unknown.class, rig.reverse(charge));
            assertTrue(recovery.moved(result, Rig.reversalOf(charge)),
                    "the receipt says what truly happened");
            assertEquals(0, rig.simulator.netMinor());
            assertEquals(List.of(charge), rig.durable);
        }
    }

    @Test
    void aReversalThatTheTerminalDoesUndoIsNotBelievedEither(@TempDir Path directory) throws Exception {
        var plan = Rig.plan(directory);
        plan.autoReverse = true;
        try (var rig = plan.start()) {
            var charge = rig.paid(1010);
            var recovery = new Recovery(rig);
            var result = assertInstanceOf(PaymentResult.Unknown.class, rig.reverse(charge, DISK_FULL));
            assertFalse(recovery.moved(result, Rig.reversalOf(charge)));
            assertEquals(1010, rig.simulator.netMinor());
            assertInstanceOf(PaymentResult.Approved.class, rig.reverse(charge));
            assertEquals(0, rig.simulator.netMinor());
        }
    }

    @Test
    void theBatchSettlesChargesMinusRefundsWithoutWhatWasReversed(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            rig.paid(5000);
            rig.reverse(rig.paid(1010));
            rig.refund(1200);
            rig.refund(300, DISK_FULL);
            rig.simulator.card(SimulatedCard.VISA);
            rig.reverse(rig.paid(700));
            var closed = assertInstanceOf(EndOfDayResult.Closed.class, rig.terminal.endOfDay(rig));
            assertEquals(List.of(new CardTypeTotal("girocard", 2, new Money(3800, Rig.EUR))),
                    closed.totals());
            assertEquals(3800, rig.simulator.netMinor());
            assertTrue(rig.simulator.ledgerLines().getLast().contains("\"count\":2,\"amountMinor\":3800"));
        }
    }

    @Test
    void aBatchThatGaveBackMoreThanItChargedSaysZeroOnTheLineAndTheTruthInTheLedger(@TempDir Path directory)
            throws Exception {
        try (var rig = Rig.serial(directory)) {
            rig.paid(200);
            rig.refund(500);
            var closed = assertInstanceOf(EndOfDayResult.Closed.class, rig.terminal.endOfDay(rig));
            assertEquals(List.of(new CardTypeTotal("girocard", 2, Money.zero(Rig.EUR))), closed.totals());
            assertTrue(rig.simulator.ledgerLines().getLast().contains("\"count\":2,\"amountMinor\":-300"));
        }
    }

    @Test
    void theTerminalsOwnReceiptSaysWhatItIs(@TempDir Path directory) throws Exception {
        var plan = Rig.plan(directory);
        plan.configByte = ZvtConfig.TERMINAL_SENDS_RECEIPTS;
        try (var rig = plan.start()) {
            assertInstanceOf(PaymentResult.Approved.class, rig.reverse(rig.paid(1010)));
            assertEquals("Storno erfolgt", rig.printed.getLast());
            assertInstanceOf(PaymentResult.Approved.class, rig.refund(1010));
            assertEquals("Gutschrift erfolgt", rig.printed.getLast());
        }
    }

    @Test
    void noMoneyIsGivenBackInAnotherCurrency(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            var francs = Money.of(100, "CHF");
            assertThrows(IllegalArgumentException.class,
                    () -> rig.terminal.refund(new PaymentRequest(francs), facts -> true, rig));
            assertThrows(IllegalArgumentException.class,
                    () -> rig.terminal.reverse(new ReversalRequest(1, 1, francs), facts -> true, rig));
            assertEquals(List.of(), rig.simulator.ledgerLines());
        }
    }

    private static boolean tooLate(CardFacts facts) {
        try {
            return !new CountDownLatch(1).await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(facts.toString(), e);
        }
    }

    private static LastReceipt last(Rig rig) {
        return switch (rig.terminal.lastReceipt(TerminalProgress.NONE)) {
            case TerminalAnswer.Answered<LastReceipt>(LastReceipt receipt) -> receipt;
            case TerminalAnswer.Refused<LastReceipt> refused -> throw new AssertionError(refused);
            case TerminalAnswer.Unreachable<LastReceipt> unreachable -> throw new AssertionError(unreachable);
        };
    }
}
