package io.tillpost.central.database;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// PostgreSQL refused or could not be reached; the transaction is rolled back.
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Data exception, integrity constraint violation, program limit exceeded (a text too long for an index), and what
    /// our own triggers raise (PostgreSQL, appendix A).
    private static final Set<String> DATA_CLASSES = Set.of("22", "23", "54", "P0");

    /// Who speaks in PostgreSQL when no transaction may begin before old ones are vacuumed away (varsup.c, multixact.c): its
    /// code, 54000, is that of data, and its words are translated.
    private static final Set<String> OUT_OF_NUMBERS = Set.of("GetNewTransactionId", "GetNewMultiXactId");

    private final @Nullable String sqlState;
    private final boolean isOutOfNumbers;

    /// Wraps what the driver threw.
    public DatabaseException(SQLException cause) {
        super(cause.getMessage(), cause);
        this.sqlState = cause.getSQLState();
        this.isOutOfNumbers = isOutOfNumbers(cause);
    }

    DatabaseException(String message) {
        super(message);
        this.sqlState = null;
        this.isOutOfNumbers = false;
    }

    private static boolean isOutOfNumbers(SQLException cause) {
        return cause instanceof PSQLException refusal && Optional.of(refusal)
                .map(PSQLException::getServerErrorMessage)
                .map(ServerErrorMessage::getRoutine)
                .filter(OUT_OF_NUMBERS::contains)
                .isPresent();
    }

    /// The five characters of PostgreSQL's error code, if there is one.
    public @Nullable String sqlState() {
        return sqlState;
    }

    /// Whether the data itself was refused (a constraint, a range), so that the same data fails again; otherwise the
    /// server was busy, full, gone or shutting down, and a retry may succeed.
    public boolean refusesTheData() {
        return sqlState != null && sqlState.length() == 5 && !isOutOfNumbers
                && DATA_CLASSES.contains(sqlState.substring(0, 2));
    }
}
