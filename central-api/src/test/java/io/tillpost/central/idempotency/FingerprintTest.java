package io.tillpost.central.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Fingerprints are kept: those of requests that were answered yesterday are compared with those of today.
class FingerprintTest {
    private static final int MIB = 1 << 20;

    private static Fingerprint of(String json) {
        return Fingerprint.ofJson("POST", "/v1/x", Map.of("mode", "a"),
                json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void ordinaryRequestsHaveTheOneThatTheyAlwaysHad() {
        assertEquals("48fa79d2bd9523ab21fa905e8c8fe43a158d8219253b350ca8a830340c917e3e",
                of("{\"b\": null, \"a\": [1, \"x\"], \"c/d\": 0.50, \"e\": true}").value().toString());
        assertEquals("33ffe22c38f8f5795059250afd2fc3a2e68cb576f1fdfe6a6084a2b66a359742",
                of(array(10_000)).value().toString());
    }

    @Test
    void theDifferenceIsNamed() {
        assertEquals(List.of("/a/1", "/b"), of("{\"a\":[1,2],\"b\":1}").differences(of("{\"a\":[1,3]}")));
    }

    /// Each of its half a million places would have a pointer of 49,000 characters.
    @Test
    void aLongNameAboveManyValuesCostsNoMemory() {
        String start = "{\"" + "k".repeat(49_000) + "\":[1";
        String bomb = start + ",1".repeat((MIB - start.length() - 4) / 2) + "]}";
        assertEquals(of(bomb).value(), of(bomb + " ").value());
        assertNotEquals(of(bomb).value(), of(bomb.replace("1]", "2]")).value());
        assertEquals(List.of(""), of(bomb).differences(of("{}")));
    }

    @Test
    void placesOfALongNameAreNotKept() {
        String long1 = "{\"" + "k".repeat(10_000) + "\":[1" + ",1".repeat(500) + "]}";
        assertEquals(0, of(long1).parts().size());
    }

    @Test
    void ofLargeDocumentsTheOrderOfFieldsCountsNothingAndTypesDo() {
        String rows = array(30_000);
        assertEquals(of("{\"a\":" + rows + ",\"b\":{\"c\":1,\"d\":2}}").value(),
                of("{\"b\":{\"d\":2,\"c\":1},\"a\":" + rows + "}").value());
        for (String other : List.of("{\"a\":" + rows + ",\"b\":{\"c\":1,\"d\":\"2\"}}",
                "{\"a\":" + rows + ",\"b\":{\"c\":1,\"e\":2}}", "{\"a\":" + rows + ",\"b\":[1,2]}",
                "{\"a\":" + rows + "}")) {
            assertNotEquals(of("{\"a\":" + rows + ",\"b\":{\"c\":1,\"d\":2}}").value(), of(other).value());
        }
        assertNotEquals(of("[" + rows + ",[1],2]").value(), of("[" + rows + ",[1,2]]").value());
    }

    private static String array(int values) {
        return IntStream.range(0, values).mapToObj(Integer::toString)
                .collect(Collectors.joining(",", "[", "]"));
    }
}
