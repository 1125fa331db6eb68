package io.tillpost.protocol.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tillpost.protocol.card.CardNumbers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardNumberGuardTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {"reason":"4111111111111111"}                        | /reason
            {"lines":[{"sku":"1"},{"description":"a 4111 1111 1111 1111"}]} | /lines/1/description
            {"number":4111111111111111}                          | /number
            {"4111111111111111":1}                               | /411111******1111
            {"reason":"\\u0034111111111111111"}                  | /reason
            ["x","4111111111111111"]                             | /1
            "4111111111111111"                                   | ``
            ["AT422011100280000093","XBE36637885033826"]         | /1
            """)
    void theFirstOneIsNamedByItsPlaceAndNeverByItsDigits(String json, String pointer) {
        assertEquals(Optional.of(pointer), CardNumberGuard.find(json.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            {"sku":"4012345678901"}
            {"iban":"AT422011100280000093"}
            {"merchantId":"4111111111111111","terminalId":"4111111111111111"}
            {"at":"2026-11-27T16:31:21.123456789Z","event":"0190abcd-1234-7123-8123-412345678901"}
            {"reason":"4111111111111111
            not json at all 4111111111111111
            {}
            """)
    void whatHoldsNoneAndWhatIsNoJsonIsLetThrough(String json) {
        assertEquals(Optional.empty(), CardNumberGuard.find(json.getBytes(UTF_8)));
    }

    @Test
    void aNumberIsFoundWhereverItStandsAmongOtherBytes() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        String around = "0123456789 --abcfFZ:{}\u00fc";
        List<String> numbers = List.of("4111111111111111", "4111-1111-1111-1111", "AT422011100280000093",
                "BE36637885033826");
        for (int i = 0; i < 2_000; i++) {
            var text = new StringBuilder();
            for (int left = random.nextInt(60); left > 0; left--) {
                text.append(around.charAt(random.nextInt(around.length())));
            }
            if (random.nextBoolean()) {
                text.insert(random.nextInt(text.length() + 1),
                        numbers.get(random.nextInt(numbers.size())));
            }
            if (random.nextInt(4) == 0) {
                text.append("0190abcd-1234-7123-8123-411111111111111100aa");
            }
            String word = text.toString();
            assertEquals(CardNumbers.isIn(word),
                    CardNumberGuard.find(("\"" + word + "\"").getBytes(UTF_8)).isPresent(),
                    () -> "seed " + seed + ": " + word);
        }
    }

    @Test
    void maskingChangesNothingButTheNumber() {
        byte[] json = """
                {"a":1,"b":["4111111111111111",null,true,12.50],"c":{"d":"x 5555555555554444 y"}}"""
                .getBytes(UTF_8);
        assertEquals("""
                {"a":1,"b":["411111******1111",null,true,12.50],"c":{"d":"x 555555******4444 y"}}""",
                new String(CardNumberGuard.masked(json), UTF_8));
    }

    @Test
    void aDocumentWithoutOneStaysTheVeryBytes() {
        byte[] json = "{ \"sku\" : \"4012345678901\" }".getBytes(UTF_8);
        assertSame(json, CardNumberGuard.masked(json));
    }

    @Test
    void theLineOfATextFileIsCountedFromOne() {
        assertEquals(OptionalInt.of(2),
                CardNumberGuard.findLine("sku,description\n1,4111111111111111\n".getBytes(UTF_8)));
        assertEquals(OptionalInt.empty(),
                CardNumberGuard.findLine("sku,description\n1,milk\n".getBytes(UTF_8)));
    }

    @Test
    void aRequestIsSearchedInAllItsParts() {
        String number = "4111111111111111";
        byte[] none = new byte[0];
        assertEquals(Optional.of("{code}"),
                RequestGuard.find(Map.of("code", number), Map.of(), Map.of(), none));
        assertEquals(Optional.empty(), RequestGuard.find(
                Map.of("account", "assets:card-clearing:acq:" + number), Map.of(), Map.of(), none));
        assertEquals(Optional.of("{account}"), RequestGuard.find(
                Map.of("account", "assets:card-clearing:" + number + ":1"), Map.of(), Map.of(), none));
        assertEquals(Optional.of("?q"), RequestGuard.find(Map.of(), Map.of("q", number), Map.of(), none));
        assertEquals(Optional.of("idempotency-key"),
                RequestGuard.find(Map.of(), Map.of(), Map.of("idempotency-key", number), none));
        assertEquals(Optional.of("/code"), RequestGuard.find(Map.of(), Map.of(), Map.of(),
                ("{\"code\":\"" + number + "\"}").getBytes(UTF_8)));
        assertEquals(Optional.empty(), RequestGuard.find(Map.of("code", "4012345678901"), Map.of("q", "milk"),
                Map.of("idempotency-key", "k-1"), "{}".getBytes(UTF_8)));
    }
}
