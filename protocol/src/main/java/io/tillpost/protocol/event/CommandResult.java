package io.tillpost.protocol.event;

import java.util.UUID;

/// How a command of head office ended.
///
/// @param command its id, given by head office
/// @param name what was asked, e.g. `reprint-receipt`
/// @param state `done`, `failed`, `expired` or `unknown-after-crash`
/// @param detail in words; empty if there is nothing to say
public record CommandResult(UUID command, String name, String state, String detail) implements Event {
    public CommandResult {
        Names.check("command", name);
        Names.check("state of a command", state);
    }
}
