package io.tillpost.device.terminal.zvt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import java.util.Currency;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class LastReceiptsTest {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();
    /// An empty batch: receipt numbers 0 to 0, and no card group.
    private static final String TOTALS = "27 00 04 00 00 00 00 00 00 60 F0 F0 F4 00 00 00 00";

    private final LastReceipts receipts = new LastReceipts(Currency.getInstance("EUR"));

    @Test
    void twoEndsOfDayAreToldApartByTheirTraceNumbers() {
        assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.EndOfDay(123)),
                read(TOTALS + " 0B 00 01 23"));
        assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.EndOfDay(124)),
                read(TOTALS + " 0B 00 01 24"));
        assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.EndOfDay(0)), read(TOTALS));
    }

    @Test
    void noStatusInformationIsNothing() {
        assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.Nothing()), receipts.read(null, null));
    }

    private TerminalAnswer<LastReceipt> read(String hex) {
        return receipts.read(Apdu.of(0x040F, HEX.parseHex(hex)), null);
    }
}
