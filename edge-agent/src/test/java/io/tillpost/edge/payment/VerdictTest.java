package io.tillpost.edge.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.PaymentResolved.Evidence;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final String TID = ScriptedTerminal.TID;
    private static final Money AMOUNT = Money.of(1240, "EUR");
    private static final TerminalNumbers BEFORE = new TerminalNumbers(4, 7);

    @Test
    void aNewReceiptThatAgreesInEverythingProvesTheCharge() {
        var facts = facts(TID, 5, 8, AMOUNT);
        assertEquals(new Verdict.Charged(facts), unknown(new LastReceipt.Charge(facts)));
    }

    @Test
    void theOldReceiptProvesThatNothingWasCharged() {
        assertEquals(new Verdict.NotCharged(Evidence.IDLE_WITH_OLD_RECEIPT, BEFORE),
                unknown(new LastReceipt.Charge(facts(TID, 4, 7, AMOUNT))));
        assertEquals(new Verdict.NotCharged(Evidence.IDLE_WITH_OLD_RECEIPT, BEFORE),
                unknown(new LastReceipt.Reversal(facts(TID, 4, 7, AMOUNT), 3)));
    }

    @Test
    void whateverDiffersInOnePointProvesNothing() {
        assertUndecided(new LastReceipt.Charge(facts(TID, 5, 7, AMOUNT)));
        assertUndecided(new LastReceipt.Charge(facts(TID, 4, 8, AMOUNT)));
        assertUndecided(new LastReceipt.Charge(facts("69000002", 5, 8, AMOUNT)));
        assertUndecided(new LastReceipt.Charge(facts(TID, 5, 8, Money.of(1241, "EUR"))));
        assertUndecided(new LastReceipt.Charge(facts(TID, 5, 8, Money.of(1240, "USD"))));
        assertUndecided(new LastReceipt.Reversal(facts(TID, 6, 9, Money.of(1, "EUR")), 8));
        assertUndecided(new LastReceipt.Reversal(facts(TID, 6, 9, AMOUNT), 7));
        assertUndecided(new LastReceipt.Nothing());
    }

    @Test
    void aReversalOfThisAttemptProvesThatItWasTakenBack() {
        var reversal = new LastReceipt.Reversal(facts(TID, 6, 9, AMOUNT), 8);
        assertEquals(new Verdict.NotCharged(Evidence.REVERSAL, new TerminalNumbers(6, 9)), unknown(reversal));
        assertEquals(new Verdict.NotCharged(Evidence.REVERSAL, new TerminalNumbers(6, 9)),
                Verdict.of(attempt(BEFORE, facts(TID, 5, 8, AMOUNT)), TID, reversal));
    }

    @Test
    void aDurableApprovalIsProvenOnlyByTheVeryReceiptThatWasWritten() {
        var written = facts(TID, 5, 8, AMOUNT);
        assertEquals(new Verdict.Charged(written),
                Verdict.of(attempt(BEFORE, written), TID, new LastReceipt.Charge(written)));
        assertInstanceOf(Verdict.Undecided.class, Verdict.of(attempt(BEFORE, written), TID,
                new LastReceipt.Charge(facts(TID, 6, 9, AMOUNT))));
    }

    @Test
    void aTerminalThatHadNothingAndHasNothingChargedNothing() {
        assertInstanceOf(Verdict.NotCharged.class,
                Verdict.of(attempt(TerminalNumbers.NONE, null), TID, new LastReceipt.Nothing()));
    }

    private static void assertUndecided(LastReceipt last) {
        assertInstanceOf(Verdict.Undecided.class, unknown(last), last.toString());
    }

    private static Verdict unknown(LastReceipt last) {
        return Verdict.of(attempt(BEFORE, null), TID, last);
    }

    private static Attempt attempt(TerminalNumbers before, @Nullable CardFacts facts) {
        return new Attempt(new AttemptId(new UUID(0, 1)), new SaleId(new UUID(0, 2)), "terminal-1", AMOUNT,
                before, StoreWorld.ANNA, Instant.EPOCH,
                facts == null ? AttemptState.UNKNOWN : AttemptState.APPROVED_UNCONFIRMED, facts, "");
    }

    private static CardFacts facts(String terminalId, int receipt, int trace, Money amount) {
        return new CardFacts(terminalId, "455600001234", 5, "girocard", 112, EntryMode.CHIP, null, trace,
                receipt, null, null, null, true, amount, Money.zero(amount.currency()));
    }
}
