package io.tillpost.protocol.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestGuardTest {
    private static final Map<String, String> NONE = Map.of();

    @Test
    void aNulIsFoundWhereverItStands() {
        assertEquals(Optional.of("/reason"), nul("{\"reason\":\"a\\u0000b\"}"));
        assertEquals(Optional.of("/a/1"), nul("{\"a\":[\"x\",\"\\u0000\"]}"));
        assertEquals(Optional.of("{id}"),
                RequestGuard.findNul(Map.of("id", "a\0"), NONE, NONE, new byte[0]));
        assertEquals(Optional.of("?store"),
                RequestGuard.findNul(NONE, Map.of("store", "\0"), NONE, new byte[0]));
        assertEquals(Optional.of("idempotency-key"),
                RequestGuard.findNul(NONE, NONE, Map.of("idempotency-key", "\0"), new byte[0]));
    }

    @Test
    void whatOnlyLooksLikeOneIsNone() {
        assertEquals(Optional.empty(), nul("{\"reason\":\"\\\\u0000\"}"));
        assertEquals(Optional.empty(), nul("{\"reason\":\"u0000\"}"));
        assertEquals(Optional.empty(), nul("no json u0000"));
        assertEquals(Optional.empty(),
                RequestGuard.findNul(NONE, NONE, Map.of("content-type", "text/csv"), new byte[]{0}));
    }

    @Test
    void aContentTypeIsTheSameInAnyCase() {
        for (String type : List.of("Application/JSON", "application/json; charset=UTF-8",
                "APPLICATION/MERGE-PATCH+JSON")) {
            var headers = Map.of("content-type", type);
            assertEquals(Optional.of("/name"), RequestGuard.find(NONE, NONE, headers,
                    "{\"name\":\"4111111111111111\"}".getBytes(StandardCharsets.UTF_8)), type);
            assertEquals(Optional.of("/name"), RequestGuard.findNul(NONE, NONE, headers,
                    "{\"name\":\"\\u0000\"}".getBytes(StandardCharsets.UTF_8)), type);
        }
        assertEquals(Optional.empty(), RequestGuard.find(NONE, NONE, Map.of("content-type", "Text/CSV"),
                "{\"name\":\"4111111111111111\"}".getBytes(StandardCharsets.UTF_8)));
    }

    private static Optional<String> nul(String json) {
        return RequestGuard.findNul(NONE, NONE, NONE, json.getBytes(StandardCharsets.UTF_8));
    }
}
