package io.tillpost.central.database;

/// Where the database is and how it must behave.
///
/// @param url JDBC URL, `jdbc:postgresql://host:port/name`
/// @param poolSize connections kept open at most
/// @param durability whether a server that may forget a COMMIT is refused at start
public record DatabaseSettings(String url, String user, String password, int poolSize,
        Durability durability) {
    public DatabaseSettings {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("database url '" + url + "', expected jdbc:postgresql:...");
        }
        if (poolSize < 1) {
            throw new IllegalArgumentException(
                    "pool of " + poolSize + " database connections, expected at least 1");
        }
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
