package io.tillpost.central.idempotency;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a client calls one command, the same through every retry.
public record IdempotencyKey(String value) {
    /// Longest key.
    public static final int MAX_CHARS = 255;

    /// An RFC 8941 string (3.3.3): quoted printable ASCII, `\"` and `\\` escaped.
    private static final Pattern QUOTED = Pattern
            .compile("\"((?:[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\"\\\\])*)\"");
    /// What clients send in practice: the same without quotes, and without what separates header values.
    private static final Pattern BARE = Pattern
            .compile("[\\x21\\x23-\\x2b\\x2d-\\x3a\\x3c-\\x5b\\x5d-\\x7e]+");

    /// Reads the header `Idempotency-Key`; absent if it is malformed, empty or too long.
    public static Optional<IdempotencyKey> parse(String header) {
        Matcher quoted = QUOTED.matcher(header);
        String value = quoted.matches()
                ? quoted.group(1).replaceAll("\\\\(.)", "$1")
                : BARE.matcher(header).matches() ? header : "";
        return value.isEmpty() || value.length() > MAX_CHARS
                ? Optional.empty()
                : Optional.of(new IdempotencyKey(value));
    }
}
