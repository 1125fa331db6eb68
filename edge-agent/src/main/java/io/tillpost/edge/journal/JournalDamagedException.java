package io.tillpost.edge.journal;

/// What lies on the disk is not what was written: a broken hash chain, a missing tail, another store's journal. The
/// agent does not start on it; the file is left as it is.
public final class JournalDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Names journal and row.
    public JournalDamagedException(String message) {
        super(message);
    }

    /// Names the file.
    public JournalDamagedException(String message, Throwable cause) {
        super(message, cause);
    }
}
