package io.tillpost.protocol.guard;

import io.tillpost.protocol.card.CardNumbers;
import java.util.Map;
import java.util.Optional;

/// Looks for card numbers in an HTTP request before anything is done with it: a cashier swipes a card where an article is
/// scanned, another program puts a number into a note.
public final class RequestGuard {
    private static final String KEY = "idempotency-key";

    private RequestGuard() {}

    /// Where the first one stands: a JSON Pointer into the body, `?name` for a parameter, `{name}` for a part of the path, or
    /// the header's name. Bodies that are not JSON are looked at by whoever reads them.
    ///
    /// @param headers by lower-case name
    public static Optional<String> find(Map<String, String> pathParameters, Map<String, String> query,
            Map<String, String> headers, byte[] body) {
        Optional<String> found = in(pathParameters, "{", "}");
        if (found.isEmpty()) {
            found = in(query, "?", "");
        }
        if (found.isEmpty() && CardNumbers.isIn(headers.getOrDefault(KEY, ""))) {
            found = Optional.of(KEY);
        }
        if (found.isEmpty() && headers.getOrDefault("content-type", "application/json").contains("json")) {
            found = CardNumberGuard.find(body);
        }
        return found;
    }

    private static Optional<String> in(Map<String, String> values, String before, String after) {
        return values.entrySet()
                .stream()
                .filter(value -> CardNumbers.isIn(value.getValue()))
                .map(value -> before + value.getKey() + after)
                .sorted()
                .findFirst();
    }
}
