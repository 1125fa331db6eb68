package io.tillpost.protocol.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The numbers are the schemes' published test numbers.
class CardNumbersTest {
    private static final long SEED = 7;

    @ParameterizedTest
    @CsvSource(textBlock = """
            4111111111111111,                       411111******1111
            5555555555554444,                       555555******4444
            2223003122003222,                       222300******3222
            378282246310005,                        378282*****0005
            30569309025904,                         305693****5904
            6011111111111117,                       601111******1117
            3530111333300000,                       353011******0000
            6759649826438453,                       675964******8453
            6725904420000000011,                    672590*********0011
            6212345678901232,                       621234******1232
            Card 4111 1111 1111 1111 please,        Card 4111 11** **** 1111 please
            4111-1111-1111-1111,                    4111-11**-****-1111
            3782 822463 10005,                      3782 82**** *0005
            PAN:4111111111111111.,                  PAN:411111******1111.
            note4111111111111111note,               note411111******1111note
            %B4111111111111111^DOE/J^2512,          %B411111******1111^DOE/J^2512
            ;4111111111111111=2512101?,             ;411111******1111=2512101?
            4111111111111111 and 5555555555554444,  411111******1111 and 555555******4444
            """)
    void aCardNumberIsMaskedWhereverItStands(String text, String masked) {
        assertTrue(CardNumbers.isIn(text));
        assertEquals(masked, CardNumbers.mask(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4111111111111112", "4222222222222", "1234567890123452", "41111111111111111111",
        "411111******1111", "4012345678901", "2026-11-27T16:31:21.123456789Z", "DE89 3704 0044 0532 0130 00",
        "00-4111111111111111411111111111111a-4111111111111111-01",
        "0190abcd-1234-7123-8123-412345678901", "", "4111 1111 11111111"})
    void whatIsNoneStays(String text) {
        assertFalse(CardNumbers.isIn(text));
        assertEquals(text, CardNumbers.mask(text));
    }

    /// Their last digits look like a card's, check digit included, as of two to five in a hundred accounts of such countries.
    @ParameterizedTest
    @ValueSource(strings = {"AT422011100280000093", "DK4870870649529984", "FI6779494252516589",
        "BE36637885033826", "CH4978821586938173117", "SI50321012457999706", "HR6796199350673208473",
        "EE362583361599420846", "LT421708658017409572", "LU626824372581297040", "GB85NWBK36101332657521",
        "FR5735775463699928122M02606"})
    void theNumberOfABankAccountStays(String iban) {
        for (String text : List.of(iban, "assets:bank:" + iban, "IBAN " + iban + ", Firma")) {
            assertEquals(text, CardNumbers.mask(text));
        }
        assertEquals("411111******1111 " + iban + " 411111******1111",
                CardNumbers.mask("4111111111111111 " + iban + " 4111111111111111"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DE422011100280000093", "at422011100280000093", "XAT422011100280000093",
        "AT422011100280000093x", "A422011100280000093", "AT4111111111111111", "VISA4111111111111111",
        "AT422011100280000093:4111111111111111", "AT42 4111 1111 1111 1111"})
    void lettersBeforeACardNumberDoNotHideIt(String text) {
        assertTrue(CardNumbers.isIn(text));
    }

    /// By their check digits all of these would pass: one in a hundred card numbers behind two letters does.
    @ParameterizedTest
    @ValueSource(strings = {"US5454545454545454", "UZ4012888888881881", "GG4111111111111111",
        "CG378282246310005",
        "DE4461900327894882", "AT5198624108651702", "BE4878952310757854", "FR377520899171799",
        "NL4563734056936961", "FK5588061388540974"})
    void lettersThatAreNoCountryOrOneWithOtherAccountNumbersDoNotHideACardNumber(String text) {
        assertTrue(CardNumbers.isIn(text));
    }

    @Test
    void aCardNumberThatIsAnAccountOfACountryWithSuchNumbersPassesForOne() {
        assertFalse(CardNumbers.isIn("DK4335155527526933"));
        assertTrue(CardNumbers.isIn("DK4335155527526933".substring(2)));
    }

    /// As shops have them: EAN-8, UPC-A, EAN-13 with the prefixes of many countries and of shops themselves, GTIN-14 of
    /// cases, alone and in a sentence.
    @Test
    void idsAreNotWorthASecondLookAndHideNothingBehindThem() {
        String id = "01980a5c-1234-7890-9012-345678901234";
        assertEquals(-1, CardNumbers.runFrom("{\"sale\":\"" + id + "\",\"other\":\"" + id + "\"}", 0));
        assertEquals("{\"sale\":\"" + id + "\",\"note\":\"453201******0366 " + id + "\"}",
                CardNumbers.mask("{\"sale\":\"" + id + "\",\"note\":\"4532015112830366 " + id + "\"}"));
        assertTrue(CardNumbers.isIn("12345678901234567890123 4532015112830366"));
    }

    @Test
    void aHundredThousandArticleNumbersStay() {
        var random = new Random(SEED);
        int[] lengths = {8, 12, 13, 13, 13, 14};
        for (int i = 0; i < 100_000; i++) {
            String number = gtin(random, lengths[random.nextInt(lengths.length)]);
            assertFalse(CardNumbers.isIn(number), () -> "seed " + SEED + ": " + number);
            String text = "article " + number + " returned";
            assertEquals(text, CardNumbers.mask(text), () -> "seed " + SEED);
        }
    }

    @Test
    void idsAndHashesStay() {
        var random = new Random(SEED);
        for (int i = 0; i < 200_000; i++) {
            String id = new UUID(random.nextLong(), random.nextLong()).toString();
            String trace = "00-" + id.replace("-", "") + "-" + String.format("%016x", random.nextLong())
                    + "-01";
            assertFalse(CardNumbers.isIn(id), () -> "seed " + SEED + ": " + id);
            assertFalse(CardNumbers.isIn(trace), () -> "seed " + SEED + ": " + trace);
        }
    }

    @Test
    void noNumberOfASchemeSurvivesInAnyText() {
        var random = new Random(SEED);
        String[] beginnings = {"4", "51", "2221", "34", "6011", "3528", "62", "50", "672"};
        for (int i = 0; i < 20_000; i++) {
            String beginning = beginnings[random.nextInt(beginnings.length)];
            String number = luhn(random, beginning, beginning.equals("34") ? 15 : 16);
            String text = words(random) + number + words(random);
            assertFalse(CardNumbers.mask(text).contains(number), () -> "seed " + SEED + ": " + text);
            assertEquals(text.length(), CardNumbers.mask(text).length());
        }
    }

    private static String words(Random random) {
        String[] words = {"", " ", "card ", "x", ".", "Kartennummer", "\n", " 7 ", "€", ",12,"};
        return words[random.nextInt(words.length)];
    }

    private static String gtin(Random random, int length) {
        String body = digits(random, length - 1);
        int sum = 0;
        for (int i = 0; i < body.length(); i++) {
            sum += (body.charAt(body.length() - 1 - i) - '0') * (i % 2 == 0 ? 3 : 1);
        }
        return body + (10 - sum % 10) % 10;
    }

    private static String luhn(Random random, String beginning, int length) {
        String body = beginning + digits(random, length - 1 - beginning.length());
        for (int check = 0; check < 10; check++) {
            if (Luhn.fits(body + check)) {
                return body + check;
            }
        }
        throw new IllegalStateException("one of ten digits fits");
    }

    private static String digits(Random random, int count) {
        var digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }
}
