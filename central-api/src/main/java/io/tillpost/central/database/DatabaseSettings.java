package io.tillpost.central.database;

import java.time.Duration;

/// Where the database is and how it must behave.
///
/// @param url JDBC URL, `jdbc:postgresql://host:port/name`
/// @param poolSize connections kept open at most
/// @param durability whether a server that may forget a COMMIT is refused at start
/// @param patience with locks and with programs that stand still
public record DatabaseSettings(String url, String user, String password, int poolSize,
        Durability durability, Patience patience) {
    public DatabaseSettings {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("database url '" + url + "', expected jdbc:postgresql:...");
        }
        if (poolSize < 1) {
            throw new IllegalArgumentException(
                    "pool of " + poolSize + " database connections, expected at least 1");
        }
    }

    /// With the patience that holds if nothing is configured.
    public DatabaseSettings(String url, String user, String password, int poolSize, Durability durability) {
        this(url, user, password, poolSize, durability, Patience.DEFAULT);
    }

    /// How long the server bears what only a fault can last: several nodes share it, and any of them may stand still in
    /// the middle of a transaction, holding its locks.
    ///
    /// @param lock a statement that waits longer for a lock fails, and its caller asks again (`lock_timeout`)
    /// @param stalled a transaction that is open and does nothing for longer is ended with its connection
    ///        (`idle_in_transaction_session_timeout`)
    public record Patience(Duration lock, Duration stalled) {
        /// No statement of ours runs this long (`statement_timeout`); the client gives up a little later.
        public static final Duration STATEMENT = Duration.ofSeconds(55);
        /// A lock: longer than the slowest batch on a loaded disk, shorter than an agent's longest pause before it asks
        /// again (60 s), so that a worker is free before the repeat comes. A stall: as long as the broker waits for a
        /// silent connection (1.5 × 20 s), so that both give the node up at the same time.
        public static final Patience DEFAULT = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    /// What a COMMIT has to be worth.
    public enum Durability {
        /// `fsync`, `full_page_writes` and `synchronous_commit` must be on: an answered COMMIT survives a power cut.
        REQUIRED,
        /// For tests alone, where nobody depends on what was written.
        NOT_NEEDED
    }

    /// Without the password.
    @Override
    public String toString() {
        return user + " at " + url + ", " + poolSize + " connections, durability " + durability;
    }
}
