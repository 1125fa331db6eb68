package io.tillpost.device.terminal.zvt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillpost.device.simulator.terminal.SimulatedCard;
import io.tillpost.device.terminal.EndOfDayResult;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.device.terminal.TerminalState;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZvtTerminalTest {
    @TempDir
    private Path directory;

    @Test
    void aPaymentIsApprovedAndTheLedgersAgree() throws Exception {
        try (var rig = Rig.serial(directory)) {
            assertInstanceOf(TerminalAnswer.Answered.class, rig.terminal.connect());
            var approved = assertInstanceOf(PaymentResult.Approved.class, rig.pay(1240));
            assertEquals(1240, approved.facts().approved().minor());
            assertEquals("69000001", approved.facts().terminalId());
            assertEquals(1240, rig.simulator.netMinor());
        }
    }

    @Test
    void overTcpItIsTheSame() throws Exception {
        try (var rig = Rig.tcp(directory)) {
            rig.simulator.card(SimulatedCard.VISA);
            var approved = assertInstanceOf(PaymentResult.Approved.class, rig.pay(1010));
            assertEquals("Visa", approved.facts().cardName());
            assertEquals("455600009876", approved.facts().merchantId());
            var state = assertInstanceOf(TerminalAnswer.Answered.class, rig.terminal.status());
            assertEquals(TerminalState.Condition.IDLE, ((TerminalState) state.value()).condition());
            var closed = assertInstanceOf(EndOfDayResult.Closed.class,
                    rig.terminal.endOfDay(TerminalProgress.NONE));
            assertEquals(1, closed.totals().size());
        }
    }
}
