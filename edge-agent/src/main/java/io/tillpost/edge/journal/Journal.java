package io.tillpost.edge.journal;

import java.util.function.Function;

/// The rooms' way into the store's durable memory. Safe for use by all threads.
public interface Journal {
    /// Runs `work` on the journal's writer thread, alone, and returns its result once all it wrote is on disk. Work that
    /// waits at the same time shares one commit; if `work` throws, nothing of it is kept and the exception comes out
    /// here. `work` must be quick and must not block: the whole store waits for it. Throws [JournalClosedException]
    /// when the journal takes nothing any more.
    <T> T commit(Function<UnitOfWork, T> work);

    /// Runs `question` against what is committed.
    <T> T read(Function<View, T> question);
}
