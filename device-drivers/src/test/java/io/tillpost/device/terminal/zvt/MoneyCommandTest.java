package io.tillpost.device.terminal.zvt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.terminal.ReversalRequest;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import io.tillpost.protocol.money.Money;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyCommandTest {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();
    private static final ZvtConfig CONFIG = new ZvtConfig(ZvtConfig.Transport.TCP, "123456", Rig.EUR,
            ZvtConfig.TILL_COMPOSES_RECEIPTS, ZvtTimers.standard());
    private static final Money AMOUNT = new Money(1240, Rig.EUR);

    @Test
    void aRefundHasPasswordAmountAndCurrency() {
        assertEquals("06 31 0D 12 34 56 04 00 00 00 00 12 40 49 09 78",
                hex(MoneyCommand.refund(AMOUNT, CONFIG)));
    }

    @Test
    void aReversalHasPasswordReceiptNumberAmountAndCurrency() {
        assertEquals("06 30 10 12 34 56 87 00 45 04 00 00 00 00 12 40 49 09 78",
                hex(MoneyCommand.reversal(new ReversalRequest(45, 123, AMOUNT), CONFIG)));
    }

    /// Each row is broken in one way; what an approval must say is the table in [MoneyCommand].
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            CHARGE,   12 40,                                          -
            CHARGE,   13 40 06 09 1F 36 06 00 00 00 00 01 00,         -
            CHARGE,   12 40 06 09 1F 36 06 00 00 00 00 01 00,         approved 12.40 EUR with tip 1.00 EUR
            CHARGE,   12 39,                                          approved 12.39 EUR
            CHARGE,   12 40 49 08 40,                                 approved 12.40 USD
            CHARGE,   12 40 37 00 00 99,                              approved a reversal
            REFUND,   12 40,                                          -
            REFUND,   12 41,                                          approved 12.41 EUR
            REFUND,   13 40 06 09 1F 36 06 00 00 00 00 01 00,         approved 13.40 EUR with tip 1.00 EUR
            REFUND,   12 40 49 08 40,                                 approved 12.40 USD
            REFUND,   12 40 37 00 00 99,                              approved a reversal
            REVERSAL, 12 40 37 00 00 99,                              -
            REVERSAL, 12 40 06 09 1F 36 06 00 00 00 00 01 00 37 00 00 99, -
            REVERSAL, 12 40,                                          does not say that it is a reversal
            REVERSAL, 12 40 37 00 00 98,                              reversed trace number 98
            REVERSAL, 12 39 37 00 00 99,                              approved 12.39 EUR
            REVERSAL, 12 40 37 00 00 99 49 08 40,                     approved 12.40 USD
            """)
    void anApprovalIsTakenOnlyIfItIsTheOneAskedFor(String kind, String approval, String objection) {
        MoneyCommand command = switch (kind) {
            case "CHARGE" -> MoneyCommand.charge(AMOUNT);
            case "REFUND" -> MoneyCommand.refund(AMOUNT, CONFIG);
            default -> MoneyCommand.reversal(new ReversalRequest(45, 99, AMOUNT), CONFIG);
        };
        StatusInformation status = StatusInformation.read(Apdu.of(0x040F,
                HEX.parseHex("27 00 29 69 00 00 01 0B 00 01 23 87 00 45 04 00 00 00 00 " + approval)),
                Rig.EUR);
        String said = command.objection(status, status.facts());
        if (objection == null) {
            assertNull(said);
        } else {
            assertTrue(String.valueOf(said).contains(objection), said);
        }
    }

    private static String hex(MoneyCommand command) {
        return HEX.formatHex(command.apdu().encoded()).toUpperCase(Locale.ROOT);
    }
}
