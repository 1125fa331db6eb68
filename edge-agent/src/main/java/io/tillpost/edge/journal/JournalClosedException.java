package io.tillpost.edge.journal;

/// The journal takes nothing: it was closed, or the disk failed and its contents cannot be trusted any more.
public final class JournalClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Says why.
    public JournalClosedException(String message) {
        super(message);
    }

    /// Says why.
    public JournalClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
