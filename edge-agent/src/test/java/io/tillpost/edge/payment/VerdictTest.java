package io.tillpost.edge.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.PaymentResolved.Evidence;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {
    private static final String TID = ScriptedTerminal.TID;
    private static final Money AMOUNT = Money.of(1240, "EUR");
    private static final TerminalNumbers BEFORE = new TerminalNumbers(4, 7, TID);
    private static final TerminalNumbers NONE = new TerminalNumbers(-1, -1, TID);
    private static final CardFacts NEW = facts(TID, 5, 8, AMOUNT);

    /// What a receipt of trace 8 proves of an attempt of which no result was written; `x` after a reversal is the trace that
    /// it names. Before the attempt the terminal had trace 7.
    @ParameterizedTest
    @CsvSource({"CHARGE, charge, Moved", "CHARGE, refund, Undecided", "CHARGE, reversal 7, Undecided",
        "CHARGE, reversal 6, NotMoved", "CHARGE, nothing, Undecided", "CHARGE, old, NotMoved",
        "REFUND, charge, Undecided", "REFUND, refund, Moved", "REFUND, reversal 7, Undecided",
        "REFUND, reversal 6, Undecided", "REFUND, nothing, Undecided", "REFUND, old, NotMoved",
        "REVERSAL, charge, Undecided", "REVERSAL, refund, Undecided", "REVERSAL, reversal 7, Moved",
        "REVERSAL, reversal 6, Undecided", "REVERSAL, nothing, Undecided", "REVERSAL, old, NotMoved"})
    void whatTheLastReceiptProvesOfAnUnknownAttempt(AttemptKind kind, String receipt, String verdict) {
        assertEquals(verdict,
                Verdict.of(attempt(kind, null), TID, receipt(receipt)).getClass().getSimpleName());
    }

    /// The same where the approval was written with trace 8.
    @ParameterizedTest
    @CsvSource({"CHARGE, charge, Moved", "CHARGE, refund, Undecided", "CHARGE, later reversal 8, NotMoved",
        "CHARGE, later reversal 7, Undecided", "CHARGE, later charge, Undecided", "CHARGE, old, NotMoved",
        "REFUND, charge, Undecided", "REFUND, refund, Moved", "REFUND, later reversal 8, NotMoved",
        "REFUND, later reversal 7, Undecided", "REFUND, later refund, Undecided", "REFUND, old, NotMoved",
        "REVERSAL, charge, Undecided", "REVERSAL, reversal 7, Moved", "REVERSAL, later reversal 7, Undecided",
        "REVERSAL, later reversal 8, Undecided", "REVERSAL, old, NotMoved"})
    void whatTheLastReceiptProvesOfAWrittenApproval(AttemptKind kind, String receipt, String verdict) {
        assertEquals(verdict,
                Verdict.of(attempt(kind, NEW), TID, receipt(receipt)).getClass().getSimpleName());
    }

    @ParameterizedTest
    @EnumSource(AttemptKind.class)
    void whateverDiffersInOnePointProvesNothing(AttemptKind kind) {
        assertUndecided(kind, facts(TID, 5, 7, AMOUNT));
        assertUndecided(kind, facts(TID, 4, 8, AMOUNT));
        assertUndecided(kind, facts("69000002", 5, 8, AMOUNT));
        assertUndecided(kind, facts(TID, 5, 8, Money.of(1241, "EUR")));
        assertUndecided(kind, facts(TID, 5, 8, Money.of(1240, "USD")));
    }

    @Test
    void theProofNamesItsEvidence() {
        assertEquals(new Verdict.Moved(NEW),
                Verdict.of(attempt(AttemptKind.REFUND, null), TID, new LastReceipt.Refund(NEW)));
        assertEquals(new Verdict.NotMoved(Evidence.IDLE_WITH_OLD_RECEIPT, BEFORE),
                Verdict.of(attempt(AttemptKind.REVERSAL, null), TID, receipt("old")));
        assertEquals(new Verdict.NotMoved(Evidence.REVERSAL, new TerminalNumbers(6, 9, TID)),
                Verdict.of(attempt(AttemptKind.CHARGE, NEW), TID, receipt("later reversal 8")));
    }

    @Test
    void aTipIsOnTopOfAChargeAndContainedInWhatGoesBack() {
        var tipped = facts(TID, 5, 8, Money.of(1340, "EUR"), Money.of(100, "EUR"));
        assertInstanceOf(Verdict.Moved.class,
                Verdict.of(attempt(AttemptKind.CHARGE, null), TID, new LastReceipt.Charge(tipped)));
        assertInstanceOf(Verdict.Undecided.class,
                Verdict.of(attempt(AttemptKind.REVERSAL, null), TID, new LastReceipt.Reversal(tipped, 7)));
        var contained = facts(TID, 5, 8, AMOUNT, Money.of(100, "EUR"));
        assertInstanceOf(Verdict.Moved.class,
                Verdict.of(attempt(AttemptKind.REVERSAL, null), TID, new LastReceipt.Reversal(contained, 7)));
    }

    @Test
    void aTerminalThatDoesNotSayWhoItIsIsTakenAtItsReceiptsWord() {
        assertInstanceOf(Verdict.Moved.class,
                Verdict.of(attempt(AttemptKind.CHARGE, null), "", new LastReceipt.Charge(NEW)));
    }

    @Test
    void aTerminalThatHadNothingAndHasNothingMovedNothing() {
        assertEquals(new Verdict.NotMoved(Evidence.IDLE_WITH_OLD_RECEIPT, NONE),
                Verdict.of(attempt(AttemptKind.CHARGE, NONE, null), TID, new LastReceipt.Nothing()));
    }

    /// The batch was closed meanwhile: by the terminal itself, at its own time.
    @ParameterizedTest
    @EnumSource(AttemptKind.class)
    void aTerminalThatHadNothingAndHasNothingProvesNothingOfAWrittenApproval(AttemptKind kind) {
        assertUndecided(attempt(kind, NONE, NEW), TID, new LastReceipt.Nothing());
    }

    @ParameterizedTest
    @EnumSource(AttemptKind.class)
    void anotherTerminalInItsPlaceProvesNothingByHavingNothingEither(AttemptKind kind) {
        assertUndecided(attempt(kind, NONE, null), "69000002", new LastReceipt.Nothing());
        assertUndecided(attempt(kind, NONE, null), "", new LastReceipt.Nothing());
        var unnamed = new TerminalNumbers(-1, -1, "");
        assertUndecided(attempt(kind, unnamed, null), "", new LastReceipt.Nothing());
        assertUndecided(attempt(kind, TerminalNumbers.UNKNOWN, null), TID, new LastReceipt.Nothing());
    }

    @Test
    void theOldNumbersOfAnotherTerminalProveNothing() {
        assertUndecided(attempt(AttemptKind.CHARGE, null), "69000002",
                new LastReceipt.Charge(facts("69000002", 4, 7, AMOUNT)));
    }

    /// Both terminals did 12.40 last, each for a customer of its own.
    @ParameterizedTest
    @EnumSource(AttemptKind.class)
    void theNewNumbersOfAnotherTerminalProveNothingEither(AttemptKind kind) {
        CardFacts others = facts("69000002", 55, 811, AMOUNT);
        for (LastReceipt last : List.of(new LastReceipt.Charge(others), new LastReceipt.Refund(others),
                new LastReceipt.Reversal(others, BEFORE.trace()), new LastReceipt.Reversal(others, 810))) {
            assertUndecided(attempt(kind, null), "69000002", last);
        }
    }

    @Test
    void theOldReceiptTellsByItsTwoNumbersWhereNoTerminalIsKnown() {
        var before = new TerminalNumbers(4, 7, null);
        assertInstanceOf(Verdict.NotMoved.class,
                Verdict.of(attempt(AttemptKind.CHARGE, before, null), TID, receipt("old")));
    }

    @Test
    void theSameEndOfDayIsAnOldReceiptAndAnotherOneProvesNothing() {
        var before = new TerminalNumbers(-1, 7, TID);
        Attempt attempt = attempt(AttemptKind.CHARGE, before, null);
        assertEquals(new Verdict.NotMoved(Evidence.IDLE_WITH_OLD_RECEIPT, before),
                Verdict.of(attempt, TID, new LastReceipt.EndOfDay(7)));
        assertUndecided(attempt, TID, new LastReceipt.EndOfDay(9));
        assertUndecided(attempt, "69000002", new LastReceipt.EndOfDay(7));
        assertUndecided(attempt, TID, new LastReceipt.Nothing());
        assertUndecided(attempt(AttemptKind.CHARGE, NONE, null), TID, new LastReceipt.EndOfDay(7));
        var unnumbered = new TerminalNumbers(-1, 0, TID);
        assertUndecided(attempt(AttemptKind.CHARGE, unnumbered, null), TID, new LastReceipt.EndOfDay(0));
        assertInstanceOf(Verdict.Moved.class, Verdict.of(attempt, TID, new LastReceipt.Charge(NEW)));
    }

    /// Trace 8 comes right after the one from before.
    @ParameterizedTest
    @EnumSource(AttemptKind.class)
    void theVeryNextTransactionThatWasDeclinedIsTheAttempt(AttemptKind kind) {
        var declined = new LastReceipt.Failed(5, true, 8);
        assertEquals(
                new Verdict.NotMoved(Evidence.REPEAT_RECEIPT, TerminalNumbers.of(declined, TID)),
                Verdict.of(attempt(kind, null), TID, declined));
        var wrapped = attempt(kind, new TerminalNumbers(4, 999_999, TID), null);
        assertInstanceOf(Verdict.NotMoved.class,
                Verdict.of(wrapped, TID, new LastReceipt.Failed(5, true, 1)));
    }

    /// It may be what a terminal did after an approval, or before the attempt, or another terminal.
    @ParameterizedTest
    @EnumSource(AttemptKind.class)
    void anyOtherFailureProvesNothing(AttemptKind kind) {
        assertUndecided(attempt(kind, null), TID, new LastReceipt.Failed(0x6C, false, 8));
        for (int trace : List.of(0, 6, 9)) {
            assertUndecided(attempt(kind, null), TID, new LastReceipt.Failed(5, true, trace));
        }
        var declined = new LastReceipt.Failed(5, true, 8);
        assertUndecided(attempt(kind, NEW), TID, declined);
        assertUndecided(attempt(kind, null), "69000002", declined);
        assertUndecided(attempt(kind, new TerminalNumbers(4, 7, null), null), TID, declined);
        assertUndecided(attempt(kind, new TerminalNumbers(-1, 0, TID), null), TID,
                new LastReceipt.Failed(5, true, 1));
    }

    @ParameterizedTest
    @EnumSource(AttemptKind.class)
    void whatHasNoReceiptIsOldByItsTraceNumber(AttemptKind kind) {
        for (LastReceipt last : List.of(new LastReceipt.Failed(0x6C, false, 7), new LastReceipt.Unnamed(7))) {
            Attempt attempt = attempt(kind, TerminalNumbers.of(last, TID), null);
            assertInstanceOf(Verdict.NotMoved.class, Verdict.of(attempt, TID, last));
            assertUndecided(attempt, "69000002", last);
            assertUndecided(attempt, TID, new LastReceipt.Unnamed(8));
            assertUndecided(attempt(kind, NONE, null), TID, last);
            assertUndecided(attempt(kind, null), TID, new LastReceipt.Unnamed(8));
        }
    }

    /// A terminal that cannot repeat receipts says so always.
    @ParameterizedTest
    @EnumSource(AttemptKind.class)
    void whatATerminalWillNotSayProvesNothingEvenIfItWouldNotSayItBefore(AttemptKind kind) {
        for (LastReceipt last : List.of(new LastReceipt.Withheld(0x6C), new LastReceipt.Unnamed(0),
                new LastReceipt.Failed(0x6C, false, 0))) {
            assertUndecided(attempt(kind, TerminalNumbers.of(last, TID), null), TID, last);
        }
    }

    /// It may be an older receipt than the failure that was last: only a later trace number is new.
    @Test
    void aReceiptIsNewAfterWhatHadNoneOnlyByALaterTraceNumber() {
        var failed = TerminalNumbers.of(new LastReceipt.Failed(5, true, 9), TID);
        Attempt attempt = attempt(AttemptKind.CHARGE, failed, null);
        assertUndecided(attempt, TID, new LastReceipt.Charge(NEW));
        assertInstanceOf(Verdict.Moved.class,
                Verdict.of(attempt, TID, new LastReceipt.Charge(facts(TID, 5, 10, AMOUNT))));
        var unsaid = TerminalNumbers.of(new LastReceipt.Withheld(0x6C), TID);
        assertUndecided(attempt(AttemptKind.CHARGE, unsaid, null), TID, new LastReceipt.Charge(NEW));
        assertEquals(new Verdict.Moved(NEW),
                Verdict.of(attempt(AttemptKind.CHARGE, unsaid, NEW), TID, new LastReceipt.Charge(NEW)));
        assertUndecided(attempt(AttemptKind.CHARGE, unsaid, NEW), TID,
                new LastReceipt.Charge(facts(TID, 6, 9, AMOUNT)));
    }

    private static void assertUndecided(AttemptKind kind, CardFacts facts) {
        LastReceipt last = switch (kind) {
            case CHARGE -> new LastReceipt.Charge(facts);
            case REFUND -> new LastReceipt.Refund(facts);
            case REVERSAL -> new LastReceipt.Reversal(facts, 7);
        };
        assertUndecided(attempt(kind, null), TID, last);
    }

    private static void assertUndecided(Attempt attempt, String terminalId, LastReceipt last) {
        assertInstanceOf(Verdict.Undecided.class, Verdict.of(attempt, terminalId, last), last.toString());
    }

    private static LastReceipt receipt(String text) {
        boolean later = text.startsWith("later ");
        CardFacts facts = later ? facts(TID, 6, 9, AMOUNT) : NEW;
        String[] words = text.replace("later ", "").split(" ", 2);
        return switch (words[0]) {
            case "charge" -> new LastReceipt.Charge(facts);
            case "refund" -> new LastReceipt.Refund(facts);
            case "reversal" -> new LastReceipt.Reversal(facts, Integer.parseInt(words[1]));
            case "old" -> new LastReceipt.Charge(facts(TID, 4, 7, AMOUNT));
            default -> new LastReceipt.Nothing();
        };
    }

    private static Attempt attempt(AttemptKind kind, @Nullable CardFacts facts) {
        return attempt(kind, BEFORE, facts);
    }

    private static Attempt attempt(AttemptKind kind, TerminalNumbers before, @Nullable CardFacts facts) {
        var refund = new RefundId(new UUID(0, 3));
        Purpose purpose = switch (kind) {
            case CHARGE -> new Purpose.Payment();
            case REFUND -> new Purpose.PayOut(refund);
            case REVERSAL -> new Purpose.TakeBack(refund, new AttemptId(new UUID(0, 4)));
        };
        return new Attempt(new AttemptId(new UUID(0, 1)), new SaleId(new UUID(0, 2)), "terminal-1", AMOUNT,
                before, StoreWorld.ANNA, Instant.EPOCH,
                facts == null ? AttemptState.UNKNOWN : AttemptState.APPROVED_UNCONFIRMED, facts, "", purpose,
                Instant.EPOCH, null);
    }

    private static CardFacts facts(String terminalId, int receipt, int trace, Money amount) {
        return facts(terminalId, receipt, trace, amount, Money.zero(amount.currency()));
    }

    private static CardFacts facts(String terminalId, int receipt, int trace, Money amount, Money tip) {
        return new CardFacts(terminalId, "455600001234", 5, "girocard", 112, EntryMode.CHIP, null, trace,
                receipt, null, null, null, true, amount, tip);
    }
}
