package io.tillpost.edge.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillpost.device.terminal.CommitPoint;
import io.tillpost.device.terminal.EndOfDayResult;
import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.PaymentRequest;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.ReversalRequest;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.protocol.money.Money;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Currency;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingTerminalTest {
    private static final CommitPoint TAKEN = _ -> true;

    @TempDir
    private Path folder;
    private TrainingTerminal terminal;

    @BeforeEach
    void switchOn() throws IOException {
        terminal = new TrainingTerminal(Currency.getInstance("EUR"), folder.resolve("terminal-1.json"));
    }

    @ParameterizedTest
    @CsvSource({"1200,true", "5,false", "1205,false", "1250,true", "1305,false"})
    void amountsThatEndIn05AreDeclinedAndAllOthersApproved(long minor, boolean approved) {
        PaymentResult result = terminal.pay(new PaymentRequest(eur(minor)), TAKEN, TerminalProgress.NONE);
        assertEquals(approved, result instanceof PaymentResult.Approved);
        assertEquals(!approved, result instanceof PaymentResult.Declined);
    }

    @Test
    void itRemembersItsLastReceiptOverARestart() throws IOException {
        var _ = terminal.pay(new PaymentRequest(eur(700)), TAKEN, TerminalProgress.NONE);
        switchOn();
        var charge = assertInstanceOf(LastReceipt.Charge.class, last());
        assertEquals(eur(700), charge.facts().approved());
        assertEquals(1, charge.facts().receiptNumber());
        var _ = terminal.reverse(new ReversalRequest(1, 1, eur(700)), TAKEN, TerminalProgress.NONE);
        assertEquals(1, assertInstanceOf(LastReceipt.Reversal.class, last()).originalTrace());
        var _ = terminal.refund(new PaymentRequest(eur(200)), TAKEN, TerminalProgress.NONE);
        assertEquals(3, assertInstanceOf(LastReceipt.Refund.class, last()).facts().receiptNumber());
    }

    @Test
    void anApprovalThatTheTillDoesNotTakeIsTakenBack() {
        var _ = assertInstanceOf(PaymentResult.Reversed.class,
                terminal.pay(new PaymentRequest(eur(700)), _ -> false, TerminalProgress.NONE));
        var _ = assertInstanceOf(LastReceipt.Nothing.class, last());
    }

    @Test
    void theEndOfDayAddsUpAndBeginsAnew() {
        var _ = terminal.pay(new PaymentRequest(eur(700)), TAKEN, TerminalProgress.NONE);
        var _ = terminal.refund(new PaymentRequest(eur(200)), TAKEN, TerminalProgress.NONE);
        var closed = assertInstanceOf(EndOfDayResult.Closed.class,
                terminal.endOfDay(TerminalProgress.NONE));
        assertEquals(eur(500), closed.totals().getFirst().gross());
        var _ = assertInstanceOf(LastReceipt.Nothing.class, last());
        var again = assertInstanceOf(EndOfDayResult.Closed.class, terminal.endOfDay(TerminalProgress.NONE));
        assertEquals(0, again.totals().size());
    }

    private LastReceipt last() {
        TerminalAnswer<LastReceipt> answer = terminal.lastReceipt(TerminalProgress.NONE);
        if (answer instanceof TerminalAnswer.Answered<LastReceipt>(var receipt)) {
            return receipt;
        }
        throw new AssertionError(answer);
    }

    private static Money eur(long minor) {
        return Money.of(minor, "EUR");
    }
}
