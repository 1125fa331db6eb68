package io.tillpost.protocol.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskedPanTest {
    @ParameterizedTest
    @CsvSource({"4111111111111111, 411111******1111", "411111EEEEEE1111, 411111******1111",
        "************1111, ************1111", "6799998900000074317, 679999*********4317",
        "123456789012, ********9012"})
    void onlyTheFirstSixAndTheLastFourStay(String sent, String masked) {
        assertEquals(masked, MaskedPan.mask(sent).value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"4111111111111111", "411111*****11111", "4111111*****1111", "1234567", "",
        "411111xxxxxx1111",
        "12345678", "41111111********1111"})
    void whatShowsMoreIsRefusedWithoutBeingQuoted(String value) {
        var thrown = assertThrows(IllegalArgumentException.class, () -> new MaskedPan(value));
        assertFalse(!value.isEmpty() && String.valueOf(thrown.getMessage()).contains(value));
    }

    @Test
    void aWholeCardNumberCannotComeInByJson() {
        byte[] json = "\"4111111111111111\"".getBytes(StandardCharsets.UTF_8);
        var thrown = assertThrows(MalformedJsonException.class, () -> Json.read(json, MaskedPan.class));
        assertFalse(String.valueOf(thrown.getMessage()).contains("41111111"));
    }
}
