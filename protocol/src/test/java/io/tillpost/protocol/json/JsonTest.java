package io.tillpost.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.protocol.money.Money;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    record Inner(String name) {}

    record Outer(int count, Inner inner, List<Inner> more, @Nullable String note, Instant at) {}

    private static final String GOOD = """
            {"count":1,"inner":{"name":"a"},"more":[{"name":"b"}],"at":"2026-03-02T08:00:00.000000001Z"}""";

    @Test
    void whatIsWrittenReadsTheSame() {
        Outer value = read(GOOD);
        assertEquals(GOOD, new String(Json.write(value), UTF_8));
        assertNull(value.note());
        assertEquals(value, Json.read(Json.writePretty(value).getBytes(UTF_8), Outer.class));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "unknown field | {\"count\":1,\"inner\":{\"name\":\"a\",\"x\":1},\"more\":[],\"at\":\"2026-03-02T08:00:00Z\"} | /inner/x",
        "missing field | {\"count\":1,\"more\":[],\"at\":\"2026-03-02T08:00:00Z\"} | /inner",
        "null field | {\"count\":1,\"inner\":null,\"more\":[],\"at\":\"2026-03-02T08:00:00Z\"} | /inner",
        "null number | {\"count\":null,\"inner\":{\"name\":\"a\"},\"more\":[],\"at\":\"2026-03-02T08:00:00Z\"} | /count",
        "number as text | {\"count\":\"1\",\"inner\":{\"name\":\"a\"},\"more\":[],\"at\":\"2026-03-02T08:00:00Z\"} | /count",
        "text as number | {\"count\":1,\"inner\":{\"name\":7},\"more\":[],\"at\":\"2026-03-02T08:00:00Z\"} | /inner/name",
        "fraction | {\"count\":1.5,\"inner\":{\"name\":\"a\"},\"more\":[],\"at\":\"2026-03-02T08:00:00Z\"} | /count",
        "too large | {\"count\":3000000000,\"inner\":{\"name\":\"a\"},\"more\":[],\"at\":\"2026-03-02T08:00:00Z\"} | /count",
        "missing in a list | {\"count\":1,\"inner\":{\"name\":\"a\"},\"more\":[{\"name\":\"b\"},{}],\"at\":\"2026-03-02T08:00:00Z\"} | /more/1/name",
        "not a time | {\"count\":1,\"inner\":{\"name\":\"a\"},\"more\":[],\"at\":\"yesterday\"} | /at"})
    void aWrongPartIsRefusedAndPointedAt(String what, String json, String pointer) {
        var thrown = assertThrows(MalformedJsonException.class, () -> read(json), what);
        assertEquals(pointer, thrown.pointer(), what + ": " + thrown.getMessage());
        assertFalse(String.valueOf(thrown.getMessage()).contains("io.tillpost"), thrown.getMessage());
    }

    record Lists(List<String> texts, @Nullable Set<Inner> inner, @Nullable Map<String, Inner> byName,
            @Nullable JsonNode anything, @Nullable String note) {}

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"texts\":[\"a\",null]} | /texts/1",
        "{\"texts\":[],\"inner\":[null]} | /inner/0",
        "{\"texts\":[],\"byName\":{\"a\":null}} | /byName/a"})
    void whatMayHoldNoNullsIsRefusedAndPointedAtWhereItDoes(String json, String pointer) {
        byte[] document = json.getBytes(UTF_8);
        var thrown = assertThrows(MalformedJsonException.class,
                () -> Json.readWithoutNulls(document, Lists.class));
        assertEquals(pointer, thrown.pointer(), thrown.getMessage());
        assertDoesNotThrow(() -> Json.read(document, Lists.class), "events are read as they were");
    }

    @Test
    void fieldsThatMayBeAbsentAndTreesMayBeNullAllTheSame() {
        var lists = Json.readWithoutNulls(
                "{\"texts\":[\"a\"],\"inner\":null,\"anything\":[null],\"note\":null}".getBytes(UTF_8),
                Lists.class);
        assertNull(lists.inner());
        assertEquals("[null]", String.valueOf(lists.anything()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"{\"name\":\"a\",\"name\":\"b\"}",
        "{\"name\":\"a\"} {}",
        "{\"name\":\"a\"", "null", "[]", "{name:\"a\"}", "{\"name\":\"a\",}", "'a'"})
    void whatIsNotOneStrictDocumentIsRefused(String json) {
        assertThrows(MalformedJsonException.class, () -> Json.read(json.getBytes(UTF_8), Inner.class));
    }

    @Test
    void overLongAndOverDeepDocumentsAreRefused() {
        byte[] tooLong = new byte[Json.MAX_DOCUMENT_BYTES + 1];
        var thrown = assertThrows(MalformedJsonException.class, () -> Json.readTree(tooLong));
        assertTrue(String.valueOf(thrown.getMessage()).contains("1048577 bytes"), thrown.getMessage());
        String deep = "[".repeat(Json.MAX_DEPTH + 1) + "]".repeat(Json.MAX_DEPTH + 1);
        assertThrows(MalformedJsonException.class, () -> Json.readTree(deep.getBytes(UTF_8)));
        String wide = "{\"name\":\"" + "x".repeat(1 << 17) + "\"}";
        assertThrows(MalformedJsonException.class, () -> Json.read(wide.getBytes(UTF_8), Inner.class));
    }

    @Test
    void damagedUtf8IsRefused() {
        byte[] json = {'{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', (byte) 0xc3, '"', '}'};
        assertThrows(MalformedJsonException.class, () -> Json.read(json, Inner.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE"})
    void anotherEncodingThanUtf8IsRefused(String charset) {
        byte[] json = "{\"name\":\"4111111111111111\"}".getBytes(Charset.forName(charset));
        assertThrows(MalformedJsonException.class, () -> Json.read(json, Inner.class));
        assertEquals(Optional.empty(), JsonTexts.find(json, (_, _) -> true));
        assertThrows(MalformedJsonException.class, () -> JsonTexts.mapped(json, (_, word) -> word));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c0b4", "c080", "e08094", "f0808094"})
    void aCharacterInMoreBytesThanItNeedsIsRefused(String overlong) {
        byte[] json = HexFormat.of().parseHex("7b226e616d65223a22" + overlong + "227d");
        assertThrows(MalformedJsonException.class, () -> Json.read(json, Inner.class));
        assertEquals(new Inner("\u00e9\u0924\ud83d\ude00"), Json.read(
                "{\"name\":\"\u00e9\u0924\ud83d\ude00\"}".getBytes(UTF_8), Inner.class));
    }

    @Test
    void aByteOrderMarkBeforeUtf8CountsForNothing() {
        byte[] json = "\ufeff{\"name\":\"a\"}".getBytes(UTF_8);
        assertEquals(new Inner("a"), Json.read(json, Inner.class));
        assertEquals(Optional.of("/name"), JsonTexts.find(json, (_, word) -> word.equals("a")));
        assertEquals("{\"name\":\"b\"}", new String(JsonTexts.mapped(json, (_, _) -> "b"), UTF_8));
    }

    @Test
    void aRecordIsItsComponentsAndNothingDerived() {
        byte[] json = Json.write(Money.of(1240, "EUR"));
        assertEquals("{\"minor\":1240,\"currency\":\"EUR\"}", new String(json, UTF_8));
        assertEquals(Money.of(1240, "EUR"), Json.read(json, Money.class));
    }

    private static Outer read(String json) {
        return Json.read(json.getBytes(UTF_8), Outer.class);
    }
}
