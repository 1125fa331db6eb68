package io.tillpost.protocol.guard;

import io.tillpost.protocol.card.CardNumbers;
import io.tillpost.protocol.json.JsonTexts;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Looks for what may not be in an HTTP request before anything is done with it: card numbers (a cashier swipes a card where
/// an article is scanned, another program puts a number into a note), and the character U+0000, which a PostgreSQL text
/// cannot hold, so that what a till had taken with it could never be booked.
public final class RequestGuard {
    private static final String KEY = "idempotency-key";
    /// How U+0000 stands in JSON, where it may not stand itself (RFC 8259, section 7).
    private static final String NUL_ESCAPED = "u0000";

    /// Accounts whose last step an acquirer gave to the shop: many have sixteen digits, and one in fifty would be taken for a
    /// card.
    private static final Pattern ACCOUNT_AT_ACQUIRER = Pattern
            .compile("(assets:(?:card-clearing|bank-in-transit):[^:]*):[^:]*");

    private RequestGuard() {}

    /// Where the first card number stands: a JSON Pointer into the body, `?name` for a parameter, `{name}` for a part of the path, or
    /// the header's name. Bodies that are not JSON are looked at by whoever reads them.
    ///
    /// @param headers by lower-case name
    public static Optional<String> find(Map<String, String> pathParameters, Map<String, String> query,
            Map<String, String> headers, byte[] body) {
        return find(pathParameters, query, headers, RequestGuard::hasCardNumber)
                .or(() -> isJson(headers) ? CardNumberGuard.find(body) : Optional.empty());
    }

    /// Where the first U+0000 stands, likewise.
    ///
    /// @param headers by lower-case name
    public static Optional<String> findNul(Map<String, String> pathParameters, Map<String, String> query,
            Map<String, String> headers, byte[] body) {
        return find(pathParameters, query, headers, RequestGuard::hasNul)
                .or(() -> isJson(headers)
                        && new String(body, StandardCharsets.ISO_8859_1).contains(NUL_ESCAPED)
                                ? JsonTexts.find(body, (_, text) -> hasNul(text))
                                : Optional.empty());
    }

    private static boolean hasCardNumber(String text) {
        Matcher account = ACCOUNT_AT_ACQUIRER.matcher(text);
        return CardNumbers.isIn(account.matches() ? account.group(1) : text);
    }

    private static boolean hasNul(String text) {
        return text.indexOf(0) >= 0;
    }

    private static boolean isJson(Map<String, String> headers) {
        return headers.getOrDefault("content-type", "application/json")
                .toLowerCase(Locale.ROOT)
                .contains("json");
    }

    private static Optional<String> find(Map<String, String> pathParameters, Map<String, String> query,
            Map<String, String> headers, Predicate<String> wrong) {
        return in(pathParameters, "{", "}", wrong)
                .or(() -> in(query, "?", "", wrong))
                .or(() -> Optional.of(KEY).filter(key -> wrong.test(headers.getOrDefault(key, ""))));
    }

    private static Optional<String> in(Map<String, String> values, String before, String after,
            Predicate<String> wrong) {
        return values.entrySet()
                .stream()
                .filter(value -> wrong.test(value.getValue()))
                .map(value -> before + value.getKey() + after)
                .sorted()
                .findFirst();
    }
}
