package io.tillpost.edge.journal;

import io.tillpost.protocol.journal.JournalKey;

/// Hears that a journal begins while something of the time before may be forgotten that nobody could be asked for. Called on
/// the journal's writer thread, in the unit of work that begins the journal; must be quick, must not block and must not
/// append.
@FunctionalInterface
public interface Forgetting {
    /// What is known now is as old as the file that it stands in. What was recovered from elsewhere, e.g. the mirror, up to
    /// the last moment, is told in the same unit after this, and [#forgot] comes last.
    default void isOld(UnitOfWork unit) {}

    /// `journal` begins so. If this throws, it does not begin.
    void forgot(UnitOfWork unit, JournalKey journal);
}
