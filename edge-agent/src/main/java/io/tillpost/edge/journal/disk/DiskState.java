package io.tillpost.edge.journal.disk;

/// How much room there is, in words that something follows from.
public enum DiskState {
    /// Nothing to say.
    ENOUGH,
    /// People are told.
    LOW,
    /// No sale and no shift is begun any more; what is under way is finished.
    NEARLY_FULL,
    /// Something did not fit: the ballast was given up so that open work may end.
    FULL;

    /// Whether something new may be begun.
    public boolean takesNewWork() {
        return this == ENOUGH || this == LOW;
    }
}
