package io.tillpost.edge.journal;

import io.tillpost.protocol.journal.JournalKey;

/// Hears that a journal begins while something of the time before may be forgotten that nobody could be asked for. Called on
/// the journal's writer thread, in the unit of work that begins the journal; must be quick, must not block and must not
/// append.
@FunctionalInterface
public interface Forgetting {
    /// `journal` begins so. If this throws, it does not begin.
    void forgot(UnitOfWork unit, JournalKey journal);
}
