package io.tillpost.protocol.sync;

import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.json.JsonTree;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What an agent says of a command, on [Topics#result()]. Saying it again changes nothing. An end is said at each welcome
/// until head office has answered with [CommandMessage.Taken].
///
/// @param command the command's id
/// @param result what came of it, at most [#MAX_RESULT_BYTES]; absent where there is nothing but the state
/// @param detail in words; empty if there is nothing to say
public record CommandReport(UUID command, String agent, CommandState state, @Nullable JsonTree result,
        String detail) {
    /// Largest result.
    public static final int MAX_RESULT_BYTES = 64 << 10;
    /// Longest detail.
    public static final int MAX_DETAIL_CHARS = 2_000;

    public CommandReport {
        Names.check("agent", agent);
        if (detail.length() > MAX_DETAIL_CHARS) {
            throw new IllegalArgumentException("detail of " + detail.length()
                    + " characters, expected at most " + MAX_DETAIL_CHARS);
        }
        if (result != null && result.sizeBytes() > MAX_RESULT_BYTES) {
            throw new IllegalArgumentException(
                    "a result of more than " + MAX_RESULT_BYTES + " bytes, expected at most that");
        }
    }
}
