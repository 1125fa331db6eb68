package io.tillpost.edge.journal;

/// This unit of work was not taken and nothing of it was kept; the same unit may be taken later. Said before anything
/// was accepted, so the cashier can be told.
public final class JournalRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /// Says why in words, too.
    public JournalRefusedException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /// Says why in words, too.
    public JournalRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /// Why.
    public Reason reason() {
        return reason;
    }

    /// What stands in the way.
    public enum Reason {
        /// The disk has no room; works again once there is.
        DISK_FULL,
        /// The disk has so little room that no sale and no shift is begun; what is open may be finished.
        DISK_NEARLY_FULL,
        /// Another program holds the file's write lock.
        BUSY
    }
}
