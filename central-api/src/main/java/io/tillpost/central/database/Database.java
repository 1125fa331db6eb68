package io.tillpost.central.database;

import java.sql.Connection;
import java.util.function.Function;

/// The one PostgreSQL database. Safe for use by all threads.
public interface Database extends AutoCloseable {
    /// Runs `work` in a transaction and returns its result after COMMIT; rolls back when it throws. Throws
    /// [IllegalStateException] where this thread has a transaction open: it would hold one connection and wait for another,
    /// and as many threads as there are connections would wait for each other.
    <T> T inTransaction(Function<Transaction, T> work);

    /// The same, beside a transaction that this thread may have open. It takes a second connection then, so it is for what
    /// is rare and cannot be known before.
    default <T> T beside(Function<Transaction, T> work) {
        return inTransaction(work);
    }

    /// Runs `work`, which may only read, and returns its result. All that it reads is as it stood at one moment, whatever
    /// others commit meanwhile. What stands before a database and does not know how refuses.
    default <T> T inSnapshot(Function<Transaction, T> work) {
        throw new UnsupportedOperationException(getClass() + " has no snapshots");
    }

    /// The connection behind a transaction. For `*.sql` packages only; it is never kept, committed or closed by them.
    static Connection connection(Transaction transaction) {
        return ((OpenTransaction) transaction).connection();
    }

    @Override
    void close();
}
