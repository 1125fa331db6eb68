package io.tillpost.edge.journal;

import io.tillpost.protocol.seal.SealBrokenException;

/// What lies on the disk is not what was written: a broken hash chain, a missing tail, another store's journal. The
/// agent does not start on it; the file is left as it is.
public final class JournalDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean foreign;
    private final boolean newer;

    /// Names journal and row.
    public JournalDamagedException(String message) {
        this(message, false, false);
    }

    /// Names the file.
    public JournalDamagedException(String message, Throwable cause) {
        super(message, cause);
        this.foreign = false;
        this.newer = false;
    }

    private JournalDamagedException(String message, boolean foreign, boolean newer) {
        super(message);
        this.foreign = foreign;
        this.newer = newer;
    }

    /// What is there is whole, but not for this agent: another store's, or a newer agent's. A person has to decide.
    public static JournalDamagedException foreign(String message) {
        return new JournalDamagedException(message, true, false);
    }

    /// What is there is whole and [#foreign]: of a newer agent.
    public static JournalDamagedException newer(String message) {
        return new JournalDamagedException(message, true, true);
    }

    /// Whether something there was changed since it was sealed: unlike a record that this version cannot read, which says
    /// nothing of the file.
    public boolean isBrokenSeal() {
        return getCause() instanceof SealBrokenException;
    }

    /// Whether it is whole and somebody else's, so that nothing may be put in its place.
    public boolean isForeign() {
        return foreign;
    }

    /// Whether it is whole and of a newer agent.
    public boolean isNewer() {
        return newer;
    }
}
