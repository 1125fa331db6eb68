package io.tillpost.device.terminal.zvt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.line.address.LineAddress;
import io.tillpost.device.simulator.terminal.Fault;
import io.tillpost.device.simulator.terminal.Outcome;
import io.tillpost.device.simulator.terminal.SimulatedCard;
import io.tillpost.device.simulator.terminal.Step;
import io.tillpost.device.terminal.CardTypeTotal;
import io.tillpost.device.terminal.EndOfDayResult;
import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.PaymentRequest;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.TerminalIdentity;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.device.terminal.TerminalState;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.card.MaskedPan;
import io.tillpost.protocol.money.Money;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The driver against a terminal over a real serial port or TCP: what is asked, what is answered, who is charged.
@Execution(ExecutionMode.CONCURRENT)
class ZvtTerminalTest {
    @Test
    void aPaymentIsApprovedWithAllThatASettlementFileWillKnow(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            var facts = assertInstanceOf(PaymentResult.Approved.class, rig.pay(1010)).facts();
            assertEquals(new Money(1010, Rig.EUR), facts.approved());
            assertEquals(Money.zero(Rig.EUR), facts.tip());
            assertEquals("69000001", facts.terminalId());
            assertEquals("455600001234", facts.merchantId());
            assertEquals(5, facts.cardType());
            assertEquals("girocard", facts.cardName());
            assertEquals(0x70, facts.paymentType());
            assertEquals(EntryMode.CHIP, facts.entryMode());
            assertEquals(new MaskedPan("672590*********0019"), facts.pan());
            assertEquals(1, facts.trace());
            assertEquals(1, facts.receiptNumber());
            assertEquals("007919", facts.authorization());
            assertEquals(MonthDay.of(11, 24), Objects.requireNonNull(facts.terminalTime()).date());
            assertTrue(facts.online());
            assertEquals(List.of(facts), rig.durable);
            assertTrue(
                    rig.shown
                            .containsAll(List.of("insert card", "watch the PIN pad", "waiting for the host")),
                    () -> "" + rig.shown);
        }
    }

    @Test
    void twoCardTypesSettleOnTwoContractsAndTheBatchHasBoth(@TempDir Path directory) throws Exception {
        try (var rig = Rig.tcp(directory)) {
            rig.pay(1000);
            rig.pay(250);
            rig.simulator.card(SimulatedCard.VISA);
            var visa = assertInstanceOf(PaymentResult.Approved.class, rig.pay(3000)).facts();
            assertEquals("455600009876", visa.merchantId());
            var closed = assertInstanceOf(EndOfDayResult.Closed.class, rig.terminal.endOfDay(rig));
            assertEquals(List.of(new CardTypeTotal("girocard", 2, new Money(1250, Rig.EUR)),
                    new CardTypeTotal("Visa", 1, new Money(3000, Rig.EUR))), closed.totals());
            assertEquals("69000001", closed.terminalId());
            assertEquals(4, closed.trace());
            assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.Nothing()),
                    rig.terminal.lastReceipt(rig));
            var empty = assertInstanceOf(EndOfDayResult.Closed.class, rig.terminal.endOfDay(rig));
            assertEquals(List.of(), empty.totals());
        }
    }

    /// A terminal that takes 06 20 by the letter: the last thing done, whatever it was.
    @Test
    void theLastThingDoneMayHaveNoReceipt(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            rig.simulator.repeatsAll(true);
            assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.Withheld(0x6C)),
                    rig.terminal.lastReceipt(rig));
            CardFacts paid = rig.paid(1010);
            assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.Charge(paid)),
                    rig.terminal.lastReceipt(rig));
            rig.pay(900_005);
            assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.Failed(5, true, 2)),
                    rig.terminal.lastReceipt(rig));
            rig.terminal.endOfDay(rig);
            assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.Unnamed(3)),
                    rig.terminal.lastReceipt(rig));
        }
    }

    @Test
    void aBatchThatTheTerminalClosesWhileItIsAskedForItsStateIsHandedOn(@TempDir Path directory)
            throws Exception {
        try (var rig = Rig.serial(directory)) {
            var heard = new ArrayList<EndOfDayResult.Closed>();
            rig.terminal.whenItClosesItsBatch(heard::add);
            rig.pay(1000);
            rig.simulator.endOfDayDue();
            assertInstanceOf(TerminalAnswer.Answered.class, rig.terminal.status());
            assertInstanceOf(TerminalAnswer.Answered.class, rig.terminal.status());
            assertEquals(List.of(new EndOfDayResult.Closed("69000001", null, 2,
                    List.of(new CardTypeTotal("girocard", 1, new Money(1000, Rig.EUR))))), heard);
        }
    }

    @Test
    void connectingSaysWhoIsThere(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            assertEquals(new TerminalAnswer.Answered<>(new TerminalIdentity("69000001", Rig.EUR, "")),
                    rig.terminal.connect());
            var state = assertInstanceOf(TerminalAnswer.Answered.class, rig.terminal.status()).value();
            assertEquals(new TerminalState(TerminalState.Condition.IDLE, "ready (00)"), state);
        }
    }

    @Test
    void aRefusalIsSaidWithItsCode(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            assertEquals(new PaymentResult.Declined(5, "declined by the host"), rig.pay(900_005));
            rig.simulator.next(new Outcome.Decline(0x78));
            assertEquals(new PaymentResult.Declined(0x78, "card expired"), rig.pay(1000));
            rig.simulator.next(new Outcome.HostDown());
            assertEquals(new PaymentResult.Ended(0xA1, "host does not answer"), rig.pay(1000));
            rig.simulator.next(new Outcome.EndOfDayFirst());
            assertEquals(new PaymentResult.Ended(0xF0, "do the end of day first"), rig.pay(1000));
            rig.simulator.next(new Outcome.Busy());
            assertEquals(new PaymentResult.NotStarted("please wait (9C)"), rig.pay(1000));
            assertEquals(0, rig.simulator.netMinor());
            assertEquals(List.of(), rig.durable);
        }
    }

    @Test
    void aWrongPinThenTheRightOneIsApproved(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            rig.simulator.next(new Outcome.WrongPinThenRight());
            assertInstanceOf(PaymentResult.Approved.class, rig.pay(1000));
            assertTrue(rig.shown.contains("wrong PIN"));
        }
    }

    @Test
    void theStopKeyAndACustomerWhoDoesNothingEndThePayment(@TempDir Path directory) throws Exception {
        try (var rig = Rig.tcp(directory)) {
            var ended = new PaymentResult.Ended(0x6C, "stopped by key or time-out");
            rig.simulator.next(new Outcome.Stop());
            assertEquals(ended, rig.pay(1000));
            rig.simulator.next(new Outcome.CustomerTimeout());
            assertEquals(ended, rig.pay(1000));
            assertEquals(0, rig.simulator.netMinor());
        }
    }

    /// A silence that long may hide an approval on a serial line, so that the terminal is asked.
    @Test
    void aCustomerWhoDoesNothingForLongOnASerialLineIsProvenNotChargedByTheOldReceipt(@TempDir Path directory)
            throws Exception {
        try (var rig = Rig.serial(directory)) {
            rig.paid(500);
            var recovery = new Recovery(rig);
            rig.simulator.next(new Outcome.CustomerTimeout());
            var result = assertInstanceOf(PaymentResult.Unknown.class, rig.pay(1000));
            assertFalse(recovery.charged(result, new Money(1000, Rig.EUR)));
        }
    }

    @Test
    void theTillCanEndAPaymentThatWaitsForACard(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory); var threads = Executors.newSingleThreadExecutor()) {
            rig.simulator.cardByHand(true);
            var waiting = new CountDownLatch(1);
            var payment = threads.submit(() -> rig.terminal.pay(new PaymentRequest(new Money(1000, Rig.EUR)),
                    facts -> true, new Waiting(waiting)));
            assertTrue(waiting.await(5, TimeUnit.SECONDS));
            rig.terminal.abort();
            assertInstanceOf(PaymentResult.Ended.class, payment.get(5, TimeUnit.SECONDS));
            assertEquals(0, rig.simulator.netMinor());
        }
    }

    @Test
    void anApprovalThatTheTillCannotKeepIsReversed(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            var reversed = assertInstanceOf(PaymentResult.Reversed.class, rig.pay(1010, facts -> false));
            assertEquals(1, reversed.facts().trace());
            assertInstanceOf(PaymentResult.Reversed.class, rig.pay(1010, facts -> {
                throw new IllegalStateException("disk full");
            }));
            assertEquals(0, rig.simulator.netMinor());
            assertEquals(2, rig.charges());
            var last = assertInstanceOf(TerminalAnswer.Answered.class, rig.terminal.lastReceipt(rig)).value();
            assertEquals(3, assertInstanceOf(LastReceipt.Reversal.class, last).originalTrace());
        }
    }

    @Test
    void anApprovalThatIsNotDurableInTimeIsReversedAndNothingIsWrittenAfterTheResult(@TempDir Path directory)
            throws Exception {
        try (var rig = Rig.tcp(directory)) {
            var late = new CountDownLatch(1);
            var result = rig.pay(1010, facts -> {
                try {
                    return !late.await(1, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertInstanceOf(PaymentResult.Reversed.class, result);
            assertEquals(1, rig.durable.size(), "pay() returned before the commit point did");
            assertEquals(0, rig.simulator.netMinor());
        }
    }

    @Test
    void anotherAmountThanAskedForIsTakenBackAndNeverReachesTheTill(@TempDir Path directory)
            throws Exception {
        try (var rig = Rig.serial(directory)) {
            rig.simulator.next(new Outcome.ApproveOther(999));
            assertInstanceOf(PaymentResult.Reversed.class, rig.pay(1000));
            assertEquals(List.of(), rig.durable);
            assertEquals(0, rig.simulator.netMinor());
        }
    }

    @Test
    void aReversalThatCannotBeProvenStaysUnknown(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            rig.terminal.connect();
            var recovery = new Recovery(rig);
            rig.simulator.plan(Step.CONFIRMED, new Fault.Unplug(Duration.ofMillis(300)));
            var result = assertInstanceOf(PaymentResult.Unknown.class, rig.pay(1010, facts -> false));
            assertFalse(recovery.charged(result, new Money(1010, Rig.EUR)));
            assertEquals(0, rig.simulator.netMinor());
        }
    }

    @Test
    void aTerminalThatReversesWhatTheTillNeverAnsweredIsBelieved(@TempDir Path directory) throws Exception {
        var plan = Rig.plan(directory);
        plan.autoReverse = true;
        try (var rig = plan.start()) {
            rig.terminal.connect();
            var recovery = new Recovery(rig);
            rig.simulator.plan(Step.APPROVED, new Fault.Unplug(Duration.ofMillis(300)));
            var result = recovery.payAndAgree(new Money(1010, Rig.EUR));
            assertInstanceOf(PaymentResult.Unknown.class, result);
            assertEquals(0, rig.simulator.netMinor());
        }
    }

    @Test
    void theCableLeftOutAtThePinEndsTheWaitAndTheTillStaysUsable(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            rig.terminal.connect();
            var recovery = new Recovery(rig);
            rig.simulator.plan(Step.PIN, new Fault.Pull(Duration.ofSeconds(5)));
            var result = recovery.payAndAgree(new Money(1010, Rig.EUR));
            assertInstanceOf(PaymentResult.Unknown.class, result);
            assertInstanceOf(PaymentResult.Approved.class, rig.pay(700));
        }
    }

    @Test
    void aLostEndOfDayIsUnknownAndALostEndAfterTheTotalsIsClosed(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            rig.pay(1000);
            rig.simulator.plan(Step.APPROVED, new Fault.Unplug(Duration.ofMillis(300)));
            assertInstanceOf(EndOfDayResult.Unknown.class, rig.terminal.endOfDay(rig));
            rig.awaitConnection();
            assertInstanceOf(PaymentResult.Approved.class, rig.pay(1000));
            rig.simulator.plan(Step.CONFIRMED, new Fault.Unplug(Duration.ofMillis(300)));
            assertInstanceOf(EndOfDayResult.Closed.class, rig.terminal.endOfDay(rig));
            rig.awaitConnection();
            rig.simulator.next(new Outcome.HostDown());
            assertEquals(new EndOfDayResult.Refused(0xA3, "no connection to the host"),
                    rig.terminal.endOfDay(rig));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad-checksum 3", "lose 3", "undoubled 3", "lose 1, bad-checksum 2",
        "bad-checksum 2, lose 1", "lose 2, bad-checksum 1"})
    void aLastReceiptThatWasLostOnTheLineIsAskedAgainAndNotTakenForNone(String faults,
            @TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            CardFacts paid = rig.paid(1010);
            for (String fault : faults.split(", ", -1)) {
                rig.simulator.plan(Step.RECEIPT, Fault.parse(fault));
            }
            assertInstanceOf(TerminalAnswer.Unreachable.class, rig.terminal.lastReceipt(rig));
            rig.awaitConnection();
            assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.Charge(paid)),
                    rig.terminal.lastReceipt(rig));
        }
    }

    @Test
    void whatTheTerminalShowsAgainIsAnsweredAndIsASignOfLife(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            // Together longer than T4.
            var again = new Fault.Again(Rig.TILL_TIMERS.completion().multipliedBy(3).dividedBy(5));
            rig.simulator.plan(Step.PIN, again);
            rig.simulator.plan(Step.PIN, again);
            assertInstanceOf(PaymentResult.Approved.class, rig.pay(1010));
            assertEquals(3, rig.shown.stream().filter("watch the PIN pad"::equals).count());
        }
    }

    @Test
    void aStopIsForOnePaymentAndNoQuestionAfterItCarriesIt(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory); var threads = Executors.newSingleThreadExecutor()) {
            rig.simulator.cardByHand(true);
            var waiting = new CountDownLatch(1);
            var payment = threads.submit(() -> rig.terminal.pay(new PaymentRequest(new Money(1000, Rig.EUR)),
                    facts -> true, new Waiting(waiting)));
            assertTrue(waiting.await(5, TimeUnit.SECONDS));
            rig.terminal.abort();
            assertInstanceOf(PaymentResult.Ended.class, payment.get(5, TimeUnit.SECONDS));
            assertInstanceOf(TerminalAnswer.Answered.class, rig.terminal.status());
            assertInstanceOf(TerminalAnswer.Answered.class, rig.terminal.lastReceipt(rig));
            assertEquals(1, Files.readAllLines(directory.resolve("capture.txt"))
                    .stream()
                    .filter(line -> line.contains("till>terminal 10 02 06 B0"))
                    .count());
        }
    }

    @Test
    void aTerminalThatForgotItsRegistrationIsRegisteredWithAgain(@TempDir Path directory) throws Exception {
        var notRegistered = "terminal not registered";
        try (var rig = Rig.serial(directory)) {
            rig.pay(1000);
            rig.simulator.forgetRegistration();
            assertEquals(new PaymentResult.NotStarted(notRegistered + " (6B)"), rig.pay(1000));
            assertInstanceOf(PaymentResult.Approved.class, rig.pay(1000));
            rig.simulator.forgetRegistration();
            assertEquals(new TerminalAnswer.Refused<>(0x6B, notRegistered), rig.terminal.status());
            assertInstanceOf(PaymentResult.Approved.class, rig.pay(1000));
            rig.simulator.forgetRegistration();
            assertEquals(new TerminalAnswer.Refused<>(0x6B, notRegistered), rig.terminal.lastReceipt(rig));
            assertInstanceOf(TerminalAnswer.Answered.class, rig.terminal.lastReceipt(rig));
            rig.simulator.forgetRegistration();
            assertEquals(new EndOfDayResult.Refused(0x6B, notRegistered), rig.terminal.endOfDay(rig));
            assertInstanceOf(EndOfDayResult.Closed.class, rig.terminal.endOfDay(rig));
            rig.simulator.next(new Outcome.Decline(0x6B));
            assertEquals(new PaymentResult.Ended(0x6B, notRegistered), rig.pay(1000));
            rig.simulator.forgetRegistration();
            assertInstanceOf(PaymentResult.Approved.class, rig.pay(1000));
        }
    }

    @Test
    void aPortThatIsNotThereIsNotStarted(@TempDir Path directory) {
        String missing = directory.resolve("no-port").toString();
        try (var terminal = new ZvtTerminal(LineAddress.parse("serial:" + missing),
                ZvtConfig.usual(ZvtConfig.Transport.SERIAL, Rig.EUR), System::nanoTime)) {
            var request = new PaymentRequest(new Money(1000, Rig.EUR));
            var result = terminal.pay(request, facts -> true, TerminalProgress.NONE);
            assertTrue(assertInstanceOf(PaymentResult.NotStarted.class, result).reason().contains(missing));
            assertInstanceOf(TerminalAnswer.Unreachable.class, terminal.connect());
            assertEquals(-1, assertInstanceOf(EndOfDayResult.Refused.class,
                    terminal.endOfDay(TerminalProgress.NONE)).code());
        }
    }

    @Test
    void anotherProtocolOnTheLineIsNamed(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory)) {
            rig.simulator.plan(Step.COMMAND, new Fault.Banner(3));
            var unreachable = assertInstanceOf(TerminalAnswer.Unreachable.class, rig.terminal.connect());
            assertTrue(unreachable.reason().contains("53 53 48 2D"), unreachable::reason);
            rig.awaitConnection();
            assertInstanceOf(PaymentResult.Approved.class, rig.pay(1000));
        }
    }

    @Test
    void aTerminalOfAnotherCurrencyIsNotAskedToCharge(@TempDir Path directory) throws Exception {
        var plan = Rig.plan(directory);
        plan.terminalCurrency = Currency.getInstance("CHF");
        try (var rig = plan.start()) {
            assertEquals(new TerminalAnswer.Refused<>(0x6F, "wrong currency"), rig.terminal.connect());
            assertEquals(new PaymentResult.NotStarted("registration refused: wrong currency (6F)"),
                    rig.pay(1000));
            assertThrows(IllegalArgumentException.class,
                    () -> rig.terminal.pay(new PaymentRequest(Money.of(100, "CHF")), facts -> true,
                            TerminalProgress.NONE));
        }
    }

    @Test
    void theTerminalsOwnReceiptIsPrintedByTheTill(@TempDir Path directory) throws Exception {
        var plan = Rig.plan(directory);
        plan.configByte = ZvtConfig.TERMINAL_SENDS_RECEIPTS;
        try (var rig = plan.start()) {
            assertInstanceOf(PaymentResult.Approved.class, rig.pay(1010));
            assertEquals("* * Kundenbeleg * *", rig.printed.getFirst());
            assertEquals("Zahlung erfolgt", rig.printed.getLast());
        }
    }

    @Test
    void noWholeCardNumberLeavesTheDriverEvenIfTheTerminalSendsIt(@TempDir Path directory) throws Exception {
        var plan = Rig.plan(directory);
        plan.fullNumbers = true;
        plan.configByte = ZvtConfig.TERMINAL_SENDS_RECEIPTS;
        try (var rig = plan.start()) {
            for (SimulatedCard card : SimulatedCard.values()) {
                rig.simulator.card(card);
                var approved = assertInstanceOf(PaymentResult.Approved.class, rig.pay(1010));
                String pan = Objects.requireNonNull(approved.facts().pan()).value();
                assertTrue(pan.contains("*****"), pan);
                String everything = approved + " " + rig.printed + rig.shown + rig.terminal.lastReceipt(rig);
                assertFalse(everything.matches("(?s).*[0-9]{13,}.*"), everything);
            }
        }
    }

    @Test
    void closingTheDriverEndsARunningPaymentAsUnknown(@TempDir Path directory) throws Exception {
        try (var rig = Rig.serial(directory); var threads = Executors.newSingleThreadExecutor()) {
            rig.terminal.connect();
            rig.simulator.cardByHand(true);
            var payment = threads.submit(() -> rig.pay(1000));
            rig.terminal.close();
            var result = payment.get(5, TimeUnit.SECONDS);
            assertTrue(result instanceof PaymentResult.Unknown || result instanceof PaymentResult.NotStarted,
                    () -> "" + result);
        }
    }

    @Test
    void aTerminalStillBusyForATillOfBeforeARestartIsSeenAndStopped(@TempDir Path directory)
            throws Exception {
        try (var rig = Rig.serial(directory); var threads = Executors.newSingleThreadExecutor()) {
            rig.simulator.cardByHand(true);
            var waiting = new CountDownLatch(1);
            var earlier = rig.another();
            var payment = threads
                    .submit(() -> earlier.pay(new PaymentRequest(new Money(1000, Rig.EUR)), facts -> true,
                            new Waiting(waiting)));
            assertTrue(waiting.await(5, TimeUnit.SECONDS));
            earlier.close();
            assertInstanceOf(PaymentResult.Unknown.class, payment.get(5, TimeUnit.SECONDS));

            var state = assertInstanceOf(TerminalAnswer.Answered.class, rig.terminal.status()).value();
            assertEquals(new TerminalState(TerminalState.Condition.BUSY, "please wait (9C)"), state);
            rig.terminal.abort();
            rig.awaitConnection();
            rig.simulator.cardByHand(false);
            assertInstanceOf(PaymentResult.Approved.class, rig.pay(700));
            assertEquals(700, rig.simulator.netMinor());
        }
    }

    /// Counts down once the terminal shows something.
    private record Waiting(CountDownLatch latch) implements TerminalProgress {
        @Override
        public void shows(int code, String text) {
            latch.countDown();
        }

        @Override
        public void prints(String line) {}
    }
}
