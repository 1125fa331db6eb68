package io.tillpost.device.terminal.zvt;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillpost.device.terminal.EndOfDayResult;
import io.tillpost.device.terminal.PaymentRequest;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.protocol.money.Money;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// All copies of a message are lost on a serial line, and the terminal goes on talking: what it says afterwards is no proof
/// of what it did not say again.
class LostMessagesTest {
    /// Long enough for the three copies of one message.
    private static final Duration CABLE_OUT = Duration.ofSeconds(13);
    private static final String INSERT_CARD = "04 FF 0A";

    private final ScriptedLine line = ScriptedLine.registered();

    /// The host has approved; what the terminal says next is heard again: that it reverses, that the card is to be removed, or
    /// that something failed.
    @ParameterizedTest
    @ValueSource(strings = {"04 FF 05", "04 FF 0B", "04 FF 01", "04 0F 27 6C"})
    void anApprovalThatWasLostIsNotTakenForNoneBecauseTheTerminalSaidSomethingElseInBetween(String heard) {
        line.says("80 00").says(INSERT_CARD).saysAfter(CABLE_OUT, heard).says("06 1E 6C");
        assertInstanceOf(PaymentResult.Unknown.class, pay());
    }

    @Test
    void aCustomerWhoTookTheirTimeToFindACardIsNoGap() {
        line.says("80 00").saysAfter(CABLE_OUT, INSERT_CARD).says("04 0F 27 6C").says("06 1E 6C");
        assertInstanceOf(PaymentResult.Ended.class, pay());
    }

    /// Each command begins anew.
    @Test
    void aGapInOnePaymentIsNoneInTheNext() {
        line.says("80 00").saysAfter(CABLE_OUT, "04 FF 0B").says("06 1E 6C");
        line.says("80 00").says("06 0F 29 69 00 00 01 49 09 78");
        line.says("80 00").says(INSERT_CARD).says("06 1E 6C");
        try (var terminal = terminal()) {
            assertInstanceOf(PaymentResult.Unknown.class, pay(terminal));
            assertInstanceOf(PaymentResult.Ended.class, pay(terminal));
        }
    }

    @Test
    void aLastReceiptThatWasLostIsNotTakenForNoneBecauseTheTerminalShowedSomethingInBetween() {
        line.says("80 00").saysAfter(CABLE_OUT, "04 FF 0E").says("06 0F");
        try (var terminal = terminal()) {
            assertInstanceOf(TerminalAnswer.Unreachable.class, terminal.lastReceipt(TerminalProgress.NONE));
        }
    }

    @Test
    void totalsThatWereLostLeaveTheBatchUnknownWhateverTheTerminalShowedInBetween() {
        line.says("80 00").saysAfter(CABLE_OUT, "04 FF 0E").says("06 1E 6C");
        try (var terminal = terminal()) {
            assertInstanceOf(EndOfDayResult.Unknown.class, terminal.endOfDay(TerminalProgress.NONE));
        }
    }

    private PaymentResult pay() {
        try (var terminal = terminal()) {
            return pay(terminal);
        }
    }

    private static PaymentResult pay(ZvtTerminal terminal) {
        return terminal.pay(new PaymentRequest(new Money(1010, Rig.EUR)), _ -> true, TerminalProgress.NONE);
    }

    private ZvtTerminal terminal() {
        return new ZvtTerminal(() -> line, ZvtConfig.usual(ZvtConfig.Transport.SERIAL, Rig.EUR),
                line::nanos);
    }
}
