package io.tillpost.protocol.sync;

import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.json.JsonTree;
import java.time.Instant;
import java.util.UUID;

/// Something that head office asks one agent to do.
///
/// @param id UUIDv7, made once by head office; the same command keeps it through every repetition
/// @param agent who is to do it; others of the store leave it alone
/// @param name what, e.g. `reprint-receipt`
/// @param arguments a JSON object of at most [#MAX_ARGUMENTS_BYTES]
/// @param issuedAt by head office's clock
/// @param validForMs how long from its receipt on it may still begin, at least 0; head office subtracts what has passed
///        before it sends, so that the agent needs nothing but its monotonic clock
/// @param askedBy the client or person at head office, in words
/// @param traceparent W3C Trace Context of the request
public record Command(UUID id, String agent, String name, JsonTree arguments, Instant issuedAt,
        long validForMs, String askedBy, String traceparent) {
    /// Largest arguments.
    public static final int MAX_ARGUMENTS_BYTES = 8 << 10;
    /// Longest time that a command waits for its agent: seven days.
    public static final long MAX_VALID_MS = 7L * 24 * 60 * 60 * 1000;

    private static final int MAX_ASKED_BY_CHARS = 200;

    public Command {
        Names.check("agent", agent);
        Names.check("command", name);
        requireArguments(arguments);
        if (validForMs < 0 || validForMs > MAX_VALID_MS) {
            throw new IllegalArgumentException(
                    "command valid for " + validForMs + " ms, expected 0 to " + MAX_VALID_MS);
        }
        if (askedBy.isBlank() || askedBy.length() > MAX_ASKED_BY_CHARS) {
            throw new IllegalArgumentException("askedBy has " + askedBy.length()
                    + " characters, expected 1 to " + MAX_ASKED_BY_CHARS);
        }
    }

    /// Throws [IllegalArgumentException] unless this is a JSON object within the limit.
    public static void requireArguments(JsonTree arguments) {
        if (!arguments.isObject()) {
            throw new IllegalArgumentException("arguments are no object, expected a JSON object");
        }
        int bytes = arguments.sizeBytes();
        if (bytes > MAX_ARGUMENTS_BYTES) {
            throw new IllegalArgumentException(
                    "arguments of " + bytes + " bytes, expected at most " + MAX_ARGUMENTS_BYTES);
        }
    }
}
