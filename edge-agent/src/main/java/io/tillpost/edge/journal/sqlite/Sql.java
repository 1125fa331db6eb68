package io.tillpost.edge.journal.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/// One SQLite connection with its prepared statements, for one thread. Every failure is a [SqliteFailure].
final class Sql implements AutoCloseable {
    static final int BUSY_TIMEOUT_MS = 2_000;

    private static final long LOG_BYTES = 16L << 20;
    /// The end of a lane and what is open at the tills; the rest the machine keeps. SQLite would take 2,000 a connection.
    private static final int CACHE_KIB = 512;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private volatile boolean aborted;

    private Sql(Connection connection) {
        this.connection = connection;
    }

    /// The connection that writes. Checkpoints are ours, because SQLite's automatic ones hide a failed fsync.
    static Sql writer(Path file) {
        Sql sql = open(file);
        sql.pragma("journal_mode = wal");
        sql.pragma("synchronous = full");
        sql.pragma("wal_autocheckpoint = 0");
        // A log that once had to grow is cut when it begins anew.
        sql.pragma("journal_size_limit = " + LOG_BYTES);
        // What was in clear, or under a key that is gone, is overwritten and not only forgotten.
        sql.pragma("secure_delete = on");
        return sql;
    }

    /// A connection that only reads.
    static Sql reader(Path file) {
        Sql sql = open(file);
        sql.pragma("query_only = on");
        return sql;
    }

    /// A connection to a file that is to stay as it is, its log included.
    static Sql readOnly(Path file) {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        return open(file, config);
    }

    private static Sql open(Path file) {
        return open(file, new SQLiteConfig());
    }

    private static Sql open(Path file, SQLiteConfig config) {
        // Else the driver prepares and runs a question for the row's number after each insert.
        config.setGetGeneratedKeys(false);
        try {
            var sql = new Sql(DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties()));
            sql.pragma("busy_timeout = " + BUSY_TIMEOUT_MS);
            sql.pragma("trusted_schema = off");
            sql.pragma("temp_store = memory");
            sql.pragma("cache_size = " + -CACHE_KIB);
            return sql;
        } catch (SQLException e) {
            throw new SqliteFailure("cannot open " + file, e);
        }
    }

    /// Runs one statement without parameters.
    void run(String sql) {
        try {
            prepared(sql).execute();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /// Runs one or more statements of a script, e.g. a schema.
    void script(String script) {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(script);
        } catch (SQLException e) {
            throw new SqliteFailure("schema", e);
        }
    }

    /// Sets or asks a pragma; the answer's first row, if there is one.
    List<Long> pragma(String pragma) {
        try (var statement = connection.createStatement();
                var answer = statement.execute("pragma " + pragma) ? statement.getResultSet() : null) {
            var numbers = new ArrayList<Long>();
            if (answer != null && answer.next()) {
                for (int i = 1; i <= answer.getMetaData().getColumnCount(); i++) {
                    numbers.add(answer.getLong(i));
                }
            }
            return numbers;
        } catch (SQLException e) {
            throw new SqliteFailure("pragma " + pragma, e);
        }
    }

    /// The words of an answer's first column, e.g. of a check.
    List<String> words(String question) {
        try (var statement = connection.createStatement(); var answer = statement.executeQuery(question)) {
            var words = new ArrayList<String>();
            while (answer.next()) {
                words.add(answer.getString(1));
            }
            return words;
        } catch (SQLException e) {
            throw new SqliteFailure(question, e);
        }
    }

    /// Changes rows and says how many.
    int update(String sql, @Nullable Object... parameters) {
        try {
            return bound(sql, parameters).executeUpdate();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /// All rows of an answer.
    <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... parameters) {
        try (var answer = bound(sql, parameters).executeQuery()) {
            var rows = new ArrayList<T>();
            while (answer.next()) {
                rows.add(reader.read(answer));
            }
            return rows;
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /// Hands over the rows of an answer one after another, however many there are.
    void each(String sql, RowUser user, @Nullable Object... parameters) {
        try (var answer = bound(sql, parameters).executeQuery()) {
            while (answer.next()) {
                user.use(answer);
            }
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /// The only row of an answer, if there is one.
    <T> Optional<T> one(String sql, RowReader<T> reader, @Nullable Object... parameters) {
        return list(sql, reader, parameters).stream().findFirst();
    }

    private PreparedStatement bound(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = prepared(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    /// The driver runs no statement again that has failed once: it is prepared anew, so that a page that cannot be read hides
    /// nothing behind it.
    private SqliteFailure failed(String sql, SQLException why) {
        try {
            PreparedStatement statement = statements.remove(sql);
            if (statement != null) {
                statement.close();
            }
        } catch (SQLException e) {
            why.addSuppressed(e);
        }
        return new SqliteFailure(sql, why);
    }

    /// Any thread: whatever this connection does fails now, and all that it would do later. Its old state is let go.
    void abort() {
        aborted = true;
        try {
            if (!connection.isClosed()) {
                connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
                connection.close();
            }
        } catch (SQLException e) {
            System.getLogger(Sql.class.getName()).log(System.Logger.Level.DEBUG, "closed meanwhile", e);
        }
    }

    /// Whether somebody has called [#abort].
    boolean isAborted() {
        return aborted;
    }

    @Override
    public void close() {
        if (aborted) {
            return;
        }
        try {
            for (PreparedStatement statement : statements.values()) {
                statement.close();
            }
            connection.close();
        } catch (SQLException e) {
            throw new SqliteFailure("close", e);
        }
    }

    /// Turns the current row of an answer into a value.
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// Does something with the current row of an answer.
    @FunctionalInterface
    interface RowUser {
        void use(ResultSet row) throws SQLException;
    }
}
