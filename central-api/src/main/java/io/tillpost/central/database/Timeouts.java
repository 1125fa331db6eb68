package io.tillpost.central.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;

/// Timeouts of PostgreSQL for a part of a transaction; after it the session's own hold again. For `*.sql` packages.
public final class Timeouts {
    /// The client gives up a little later than the server, which can say why.
    private static final Duration LATER = Duration.ofSeconds(5);

    private Timeouts() {}

    /// Runs `work`, whose statements wait no longer than this for a lock.
    public static <T> T ofLocks(Transaction transaction, Duration most, Supplier<T> work) {
        return with(transaction, "lock_timeout", most, work);
    }

    /// Runs `work`, whose statements may take so long each: for questions that read very much and lock nothing.
    public static <T> T ofStatements(Transaction transaction, Duration most, Supplier<T> work) {
        Connection connection = Database.connection(transaction);
        try {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(most.plus(LATER).toMillis()));
            T done = with(transaction, "statement_timeout", most, work);
            // After an exception the pool sets it back.
            connection.setNetworkTimeout(Runnable::run, before);
            return done;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static <T> T with(Transaction transaction, String setting, Duration most, Supplier<T> work) {
        String before = Sql.one(transaction, "select current_setting(?)", row -> row.getString(1), setting);
        set(transaction, setting, most.toMillis() + "ms");
        T done = work.get();
        // After an exception there is nothing to take back: it ends with the transaction.
        set(transaction, setting, before);
        return done;
    }

    private static void set(Transaction transaction, String setting, String value) {
        Sql.one(transaction, "select set_config(?, ?, true)", row -> row.getString(1), setting, value);
    }
}
