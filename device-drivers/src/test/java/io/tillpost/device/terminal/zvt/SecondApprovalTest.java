package io.tillpost.device.terminal.zvt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillpost.device.terminal.PaymentRequest;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.money.Money;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A terminal states an approval twice in one payment.
class SecondApprovalTest {
    private static final String REST = " 29 69 00 00 01 49 09 78";
    private static final String APPROVAL = "04 0F 27 00 04 00 00 00 00 10 10 0B 00 00 08 87 00 05" + REST;
    private static final String KEPT = "80 00 00";
    private static final String NOT_KEPT = "84 66 00";

    private final ScriptedLine line = ScriptedLine.registered();
    private final List<CardFacts> durable = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"", " 8A 05", " 8B F0 F9 67 69 72 6F 63 61 72 64 00",
        " 3B 30 30 37 39 31 39 00 00"})
    void theSameWithMoreDetailIsKeptOnceAndAnsweredAlike(String detail) {
        line.says("80 00").says(APPROVAL).says(APPROVAL + " 19 70" + detail).says("06 0F");
        CardFacts facts = assertInstanceOf(PaymentResult.Approved.class, pay()).facts();
        assertEquals(List.of(facts), durable);
        assertEquals(List.of(KEPT, KEPT, KEPT), line.heard.subList(line.heard.size() - 3, line.heard.size()));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        // Another trace number, receipt number, terminal; and one that cannot be read.
        "04 0F 27 00 04 00 00 00 00 10 10 0B 00 00 09 87 00 05" + REST,
        "04 0F 27 00 04 00 00 00 00 10 10 0B 00 00 08 87 00 06" + REST,
        "04 0F 27 00 04 00 00 00 00 10 10 0B 00 00 08 87 00 05 29 69 00 00 02 49 09 78", "04 0F 27 00 04 00"})
    void anotherOneIsRefusedAndThenOnlyTheTerminalKnowsWhatStands(String other) {
        line.says("80 00").says(APPROVAL).says(other).says("06 0F");
        CardFacts facts = assertInstanceOf(PaymentResult.ApprovedUnconfirmed.class, pay()).facts();
        assertEquals(List.of(facts), durable);
        assertEquals(List.of(KEPT, NOT_KEPT, KEPT),
                line.heard.subList(line.heard.size() - 3, line.heard.size()));
    }

    @Test
    void anApprovalThatWasNotKeptIsNotKeptTheSecondTimeEither() {
        line.says("80 00").says(APPROVAL).says(APPROVAL).says("06 1E 6C");
        try (var terminal = terminal()) {
            var result = terminal.pay(new PaymentRequest(new Money(1010, Rig.EUR)), _ -> false,
                    TerminalProgress.NONE);
            assertInstanceOf(PaymentResult.Unknown.class, result);
        }
    }

    private PaymentResult pay() {
        try (var terminal = terminal()) {
            return terminal.pay(new PaymentRequest(new Money(1010, Rig.EUR)), durable::add,
                    TerminalProgress.NONE);
        }
    }

    private ZvtTerminal terminal() {
        return new ZvtTerminal(() -> line, ZvtConfig.usual(ZvtConfig.Transport.SERIAL, Rig.EUR),
                line::nanos);
    }
}
