package io.tillpost.device.terminal.zvt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.simulator.terminal.Outcome;
import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.CardholderVerification;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// How a terminal says that the cardholder was verified (tag 1F10).
@Execution(ExecutionMode.CONCURRENT)
class VerificationTest {
    @Test
    void aPaymentBySignatureSaysSoAlsoInTheLastReceipt(@TempDir Path directory) throws Exception {
        try (var rig = Rig.tcp(directory)) {
            assertEquals(CardholderVerification.ONLINE_PIN, rig.paid(1010).verification());
            rig.simulator.next(Outcome.parse("approve-verified 1"));
            CardFacts signed = rig.paid(1010);
            assertTrue(signed.asksForSignature());
            assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.Charge(signed)),
                    rig.terminal.lastReceipt(rig));
        }
    }

    @Test
    void anotherCodeIsAnotherAnswerAndNoneFailsThePayment(@TempDir Path directory) throws Exception {
        try (var rig = Rig.tcp(directory)) {
            assertEquals(CardholderVerification.NONE, rig.paid(900_300).verification());
            assertEquals(CardholderVerification.OFFLINE_PIN_AND_SIGNATURE, rig.paid(900_305).verification());
            assertEquals(CardholderVerification.UNKNOWN, rig.paid(900_342).verification());
        }
    }
}
