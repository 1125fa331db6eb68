package io.tillpost.protocol.sync;

import java.util.Locale;

/// How far an agent is with a command. The later ones are ends: nothing follows them.
public enum CommandState {
    /// It is on the agent's disk.
    RECEIVED,
    /// It has begun.
    STARTED,
    /// It is done.
    DONE,
    /// It could not be done; the detail says why.
    FAILED,
    /// It did not begin in time, and never will.
    EXPIRED,
    /// Head office took it back before it began.
    CANCELLED,
    /// It had begun when the agent was killed, may have been done, and is not begun again.
    UNKNOWN_AFTER_CRASH;

    /// As events and the API write it, e.g. `unknown-after-crash`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Whether nothing follows it.
    public boolean isEnd() {
        return this != RECEIVED && this != STARTED;
    }
}
