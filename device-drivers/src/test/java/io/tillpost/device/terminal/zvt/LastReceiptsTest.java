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

    /// 2.20.2 says "the last transaction executed", and 2.2.7 prints receipts of failed ones, too.
    @Test
    void aTransactionThatFailedIsSaidWithItsCodeAndTraceNumber() {
        assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.Failed(0x05, true, 124)),
                read("27 05 0B 00 01 24 29 69 00 00 01"));
        assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.Failed(0x6C, false, 0)), read("27 6C"));
    }

    /// What takes another one back, or says that this was done already, is no transaction that was declined.
    @Test
    void aReversalThatFailedIsNotDeclined() {
        assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.Failed(0x05, false, 124)),
                read("27 05 0B 00 01 24 37 00 01 23"));
        assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.Failed(0xB4, false, 124)),
                read("27 B4 0B 00 01 24"));
    }

    /// Every bitmap is optional after an end of day (3.1.3).
    @Test
    void aSuccessThatDoesNotSayWhatItWasHasItsTraceNumberAtMost() {
        assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.Unnamed(124)),
                read("27 00 04 00 00 00 00 10 10 0B 00 01 24"));
        assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.Unnamed(0)), read("27 00"));
    }

    @Test
    void whatATerminalGivesUpSayingIsWithheldUnlessItIsOnlyNotReady() {
        assertEquals(new TerminalAnswer.Answered<>(new LastReceipt.Withheld(0x6C)),
                LastReceipts.withheld(0x6C));
        assertEquals(new TerminalAnswer.Refused<>(0x9C, "please wait"), LastReceipts.withheld(0x9C));
        assertEquals(new TerminalAnswer.Refused<>(0xA0, "terminal not ready"), LastReceipts.withheld(0xA0));
    }

    private TerminalAnswer<LastReceipt> read(String hex) {
        return receipts.read(Apdu.of(0x040F, HEX.parseHex(hex)), null);
    }
}
