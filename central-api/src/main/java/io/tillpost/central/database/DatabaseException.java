package io.tillpost.central.database;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// PostgreSQL refused or could not be reached; the transaction is rolled back.
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Data exception, integrity constraint violation, program limit exceeded (a text too long for an index), and what
    /// our own triggers raise (PostgreSQL, appendix A).
    private static final Set<String> DATA_CLASSES = Set.of("22", "23", "54", "P0");

    private final @Nullable String sqlState;

    /// Wraps what the driver threw.
    public DatabaseException(SQLException cause) {
        super(cause.getMessage(), cause);
        this.sqlState = cause.getSQLState();
    }

    DatabaseException(String message) {
        super(message);
        this.sqlState = null;
    }

    /// The five characters of PostgreSQL's error code, if there is one.
    public @Nullable String sqlState() {
        return sqlState;
    }

    /// Whether the data itself was refused (a constraint, a range), so that the same data fails again; otherwise the
    /// server was busy, gone or shutting down, and a retry may succeed.
    public boolean refusesTheData() {
        return sqlState != null && sqlState.length() == 5 && DATA_CLASSES.contains(sqlState.substring(0, 2));
    }
}
