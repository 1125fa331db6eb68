package io.tillpost.device.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardNumberFilterTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            4111111111111111,                411111******1111
            Visa 4111 1111 1111 1111 ok,     Visa 4111 11** **** 1111 ok
            4111-1111-1111-1111,             4111-11**-****-1111
            x378282246310005x,               x378282*****0005x
            12345 4111111111111111,          12345 411111******1111
            PAN:6011000990139424.,           PAN:601100******9424.
            """)
    void aCardNumberIsMaskedWhereverItStands(String text, String masked) {
        assertEquals(masked, CardNumberFilter.mask(text));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            Terminal-ID 69000001
            4111111111111112
            TA-Nr 000123 BNr 0456
            24.11.2026 10:15:30
            411111111111
            4111111    1111111111
            """)
    void whatIsNoCardNumberStays(String text) {
        assertEquals(text, CardNumberFilter.mask(text));
    }

    @Test
    void aCardNumberBrokenOverTwoLinesIsMaskedInBoth() {
        assertEquals(List.of("Visa 4111 11**", "**** 1111", "Danke"),
                CardNumberFilter.mask(List.of("Visa 4111 1111", "1111 1111", "Danke")));
        assertEquals(List.of(), CardNumberFilter.mask(List.of()));
        assertEquals(List.of("", "a", ""), CardNumberFilter.mask(List.of("", "a", "")));
    }

    @Test
    void noValidNumberSurvivesInAnyText() {
        var random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            String number = luhnNumber(random, 13 + random.nextInt(7));
            String text = word(random) + number
                    + List.of("", ".", " 7", "-12", " EUR").get(random.nextInt(5));
            String masked = CardNumberFilter.mask(text);
            assertFalse(masked.contains(number), "round " + round);
            assertEquals(text.length(), masked.length());
        }
    }

    private static String luhnNumber(Random random, int length) {
        var digits = new StringBuilder("4");
        while (digits.length() < length - 1) {
            digits.append(random.nextInt(10));
        }
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return digits.append((10 - sum % 10) % 10).toString();
    }

    private static String word(Random random) {
        return List.of("", " ", "PAN ", "12 ", "No. 7-", "a").get(random.nextInt(6));
    }
}
