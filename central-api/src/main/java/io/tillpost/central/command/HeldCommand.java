package io.tillpost.central.command;

import io.tillpost.protocol.json.JsonTree;
import io.tillpost.protocol.sync.Command;
import io.tillpost.protocol.sync.CommandMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A command as it stands, and as the API shows it.
///
/// @param validUntil until when it may begin
/// @param askedBy who asked for it
/// @param state `issued`, or what the agent said last
/// @param result what came of it, if there is something beside the state
/// @param detail in words; empty if there is nothing to say
/// @param sentTimes how often it was sent; while it is 0 no agent can have it
/// @param cancelAsked whether the agent is asked not to begin it
public record HeldCommand(UUID command, String store, String agent, String name, JsonTree arguments,
        Instant issuedAt, Instant validUntil, String askedBy, String traceparent, String state,
        @Nullable JsonTree result, String detail, int sentTimes, boolean cancelAsked,
        @Nullable Instant receivedAt, @Nullable Instant endedAt) {
    /// The state before an agent has said anything.
    public static final String ISSUED = "issued";

    /// Whether nothing follows.
    public boolean hasEnded() {
        return endedAt != null;
    }

    /// What is sent to the agent at this moment.
    CommandMessage message(Instant now) {
        if (cancelAsked) {
            return new CommandMessage.Cancel(command, agent);
        }
        long leftMs = Math.max(0, Duration.between(now, validUntil).toMillis());
        return new CommandMessage.Issue(new Command(command, agent, name, arguments, issuedAt,
                Math.min(leftMs, Command.MAX_VALID_MS), askedBy, traceparent));
    }
}
