package io.tillpost.central.database;

import java.sql.Connection;
import java.util.function.Function;

/// The one PostgreSQL database. Safe for use by all threads.
public interface Database extends AutoCloseable {
    /// Runs `work` in a transaction and returns its result after COMMIT; rolls back when it throws.
    <T> T inTransaction(Function<Transaction, T> work);

    /// The connection behind a transaction. For `*.sql` packages only; it is never kept, committed or closed by them.
    static Connection connection(Transaction transaction) {
        return ((OpenTransaction) transaction).connection();
    }

    @Override
    void close();
}
