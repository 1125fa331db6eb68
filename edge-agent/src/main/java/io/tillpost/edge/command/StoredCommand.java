package io.tillpost.edge.command;

import io.tillpost.protocol.json.JsonTree;
import io.tillpost.protocol.sync.Command;
import io.tillpost.protocol.sync.CommandReport;
import io.tillpost.protocol.sync.CommandState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A command as it is on the box's disk.
///
/// @param name empty for one that was cancelled before it came
/// @param arguments absent where they are of no use any more
/// @param taken whether head office has said that it has the end
record StoredCommand(UUID id, String name, @Nullable JsonTree arguments, String askedBy, String traceparent,
        Instant issuedAt, CommandState state, @Nullable JsonTree result, String detail, boolean taken) {
    static StoredCommand received(Command command) {
        return new StoredCommand(command.id(), command.name(), command.arguments(), command.askedBy(),
                command.traceparent(), command.issuedAt(), CommandState.RECEIVED, null, "", false);
    }

    /// One that is cancelled before it came: should it come yet, it is not begun.
    static StoredCommand cancelledUnseen(UUID id) {
        return new StoredCommand(id, "", null, "", "", Instant.EPOCH, CommandState.CANCELLED, null,
                "cancelled before it came", false);
    }

    /// Whether it is known when it was issued.
    boolean hasTime() {
        return issuedAt.isAfter(Instant.EPOCH);
    }

    StoredCommand became(CommandState next, @Nullable JsonTree nextResult, String nextDetail) {
        return new StoredCommand(id, name, next.isEnd() ? null : arguments, askedBy, traceparent, issuedAt,
                next, nextResult, nextDetail, false);
    }

    StoredCommand takenByHeadOffice() {
        return new StoredCommand(id, name, arguments, askedBy, traceparent, issuedAt, state, result, detail,
                true);
    }

    CommandReport report(String agent) {
        return new CommandReport(id, agent, state, result, detail);
    }

    String key() {
        return id.toString();
    }
}
