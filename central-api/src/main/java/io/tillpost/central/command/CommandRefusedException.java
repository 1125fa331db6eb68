package io.tillpost.central.command;

/// A command is not taken, or not taken back.
public final class CommandRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /// Why.
    public enum Reason {
        /// The store has no such agent, or several and none was named.
        AGENT,
        /// The store has too many open, or was sent too many lately.
        TOO_MANY,
        /// It has begun or ended.
        TOO_LATE
    }

    CommandRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /// Why.
    public Reason reason() {
        return reason;
    }
}
