package io.tillpost.device.terminal.zvt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.terminal.zvt.frame.Apdu;
import io.tillpost.protocol.card.CardholderVerification;
import io.tillpost.protocol.card.MaskedPan;
import io.tillpost.protocol.money.Money;
import java.util.Arrays;
import java.util.Currency;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusInformationTest {
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ").withUpperCase();
    private static final String NEEDED = "27 00 04 00 00 00 00 12 40 29 69 00 00 01 0B 00 01 23 87 00 45";

    @Test
    void aMinimalApprovalIsRead() {
        var facts = read(NEEDED).facts();
        assertEquals(new Money(1240, EUR), facts.approved());
        assertEquals(123, facts.trace());
        assertEquals(45, facts.receiptNumber());
        assertEquals(-1, facts.cardType());
        assertNull(facts.pan());
        assertNull(facts.terminalTime());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            27 00 29 69 00 00 01 0B 00 01 23 87 00 45,                    amount
            27 00 04 00 00 00 00 12 40 0B 00 01 23 87 00 45,              terminal id
            27 00 04 00 00 00 00 12 40 29 69 00 00 01 87 00 45,           trace number
            27 00 04 00 00 00 00 12 40 29 69 00 00 01 0B 00 01 23,        receipt number
            27 00 04 00 00 00 00 1A 40 29 69 00 00 01 0B 00 01 23 87 00 45, digit above 9
            27 00 04 00 00 00,                                            bitmap 04 says 6 bytes
            22 F1 01,                                                     bitmap 22
            06 05 1F,                                                     TLV container says 5 bytes
            """)
    void whatCannotBeReadIsRefusedWithItsField(String hex, String named) {
        var refused = assertThrows(IllegalArgumentException.class, () -> read(hex).facts());
        assertTrue(refused.toString().contains(named), refused::toString);
    }

    @Test
    void theTipIsStatedApart() {
        var facts = read(NEEDED + " 06 09 1F 36 06 00 00 00 00 01 00").facts();
        assertEquals(new Money(100, EUR), facts.tip());
    }

    @Test
    void aLongTraceNumberComesInATag() {
        assertEquals(1_234_567, read("0B 00 00 00 06 07 1F 2B 04 01 23 45 67").trace());
    }

    @Test
    void aCardTypeAbove255ComesInATag() {
        assertEquals(0x0123, read(NEEDED + " 8A FF 06 04 41 02 01 23").facts().cardType());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            06 06 2F 04 1F 10 01 00,       NONE
            06 06 2F 04 1F 10 01 01,       SIGNATURE
            06 06 2F 04 1F 10 01 02,       ONLINE_PIN
            06 06 2F 04 1F 10 01 03,       OFFLINE_PIN
            06 06 2F 04 1F 10 01 04,       OFFLINE_PIN
            06 06 2F 04 1F 10 01 05,       OFFLINE_PIN_AND_SIGNATURE
            06 06 2F 04 1F 10 01 06,       OFFLINE_PIN_AND_SIGNATURE
            06 06 2F 04 1F 10 01 07,       ONLINE_PIN_AND_SIGNATURE
            06 06 2F 04 1F 10 01 FF,       UNKNOWN
            06 06 2F 04 1F 10 01 08,       UNKNOWN
            06 05 2F 03 1F 10 00,          UNKNOWN
            06 07 2F 05 1F 10 02 00 01,    UNKNOWN
            """)
    void howTheCardholderWasVerifiedIsReadAndNeverGuessed(String field, CardholderVerification expected) {
        assertEquals(expected, read(NEEDED + " " + field).facts().verification());
    }

    @Test
    void aTerminalThatDoesNotSayHowTheCardholderWasVerifiedIsNotCorrected() {
        assertNull(read(NEEDED).facts().verification());
        assertNull(read(NEEDED + " 19 70 06 06 2F 04 1F 12 01 01").facts().verification());
    }

    @Test
    void fieldsAfterAnUnknownBitmapAreLeftAlone() {
        assertEquals(new Money(1240, EUR), read(NEEDED + " DD 01 02 03").facts().approved());
    }

    @Test
    void aTerminalsBrokenClockDoesNotStopAPayment() {
        assertNull(read(NEEDED + " 0C 99 99 99 0D 13 32").facts().terminalTime());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            22 F0 F8 41 11 11 11 11 11 11 11,             411111******1111
            22 F0 F8 41 11 11 EE EE EE 11 11,             411111******1111
            22 F0 F8 EE EE EE EE EE EE 11 11,             ************1111
            22 F0 F8 37 82 82 24 63 10 00 5F,             378282*****0005
            22 F1 F0 41 11 11 11 11 11 11 11 D4 91,       411111******1111
            """)
    void aCardNumberIsMaskedWhereItIsRead(String field, String masked) {
        String counted = field.startsWith("22 F1 F0") ? field + " 2F" : field;
        assertEquals(new MaskedPan(masked), read(NEEDED + " " + counted).facts().pan());
    }

    @Test
    void tracksAreDroppedAndMaskedDigitsStayMasked() {
        String hex = NEEDED + " 22 F0 F8 41 11 11 11 11 11 11 11"
                + " 23 F1 F0 41 11 11 11 11 11 11 11 D4 91"
                + " 06 0D 1F 09 0A 41 11 11 11 11 11 11 11 D4 91";
        String counted = hex.replace("23 F1 F0", "23 F1 F0").replace("D4 91 06", "D4 91 06");
        var facts = read(counted).facts();
        assertFalse(facts.toString().contains("4111111111111111"));
    }

    @Test
    void noCardNumberLeavesTheCodecWhateverATerminalSends() {
        for (long seed = 0; seed < 20_000; seed++) {
            var random = new Random(seed);
            byte[] data = HEX.parseHex(
                    NEEDED + " 22 F0 F8 41 11 11 11 11 11 11 11 8B F1 F6 34 31 31 31 31 31 31 31 31 31"
                            + " 31 31 31 31 31 31");
            for (int i = random.nextInt(3); i > 0; i--) {
                data[random.nextInt(data.length)] = (byte) random.nextInt(256);
            }
            byte[] cut = Arrays.copyOf(data, data.length - random.nextInt(4));
            String seen;
            try {
                seen = StatusInformation.read(Apdu.of(0x040F, cut), EUR).facts().toString();
            } catch (IllegalArgumentException | ArithmeticException e) {
                seen = e.toString();
            }
            assertFalse(seen.contains("4111111111111111"), "seed " + seed + ": " + seen);
        }
    }

    @Test
    void totalsAreReadGroupByGroup() {
        String groups = "00 01 00 09" + " 02 00 00 00 00 12 50" + " 00 00 00 00 00 00 00".repeat(3)
                + " 01 00 00 00 00 30 00" + " 00 00 00 00 00 00 00".repeat(2);
        var totals = read("27 00 60 F0 F5 F3 " + groups).totals();
        assertEquals("[CardTypeTotal[cardName=girocard, count=2, gross=12.50 EUR], "
                + "CardTypeTotal[cardName=Visa, count=1, gross=30.00 EUR]]", totals.toString());
    }

    private static StatusInformation read(String hex) {
        return StatusInformation.read(Apdu.of(0x040F, HEX.parseHex(hex)), EUR);
    }
}
