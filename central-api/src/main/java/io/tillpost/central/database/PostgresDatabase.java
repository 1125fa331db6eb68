package io.tillpost.central.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// PostgreSQL behind a pool, its schema of the version that this program needs.
public final class PostgresDatabase implements Database {
    /// A request that gets no connection by then is better answered "later" than kept waiting.
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /// A broken network must not hold a thread for ever; no statement of ours runs this long.
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(60);
    private static final List<String> DURABLE_SETTINGS = List.of("fsync", "full_page_writes",
            "synchronous_commit");

    /// Whose transaction this thread has open.
    private static final ScopedValue<PostgresDatabase> OPEN = ScopedValue.newInstance();

    private final HikariDataSource pool;

    private PostgresDatabase(HikariDataSource pool) {
        this.pool = pool;
    }

    /// Opens with a user that owns the tables or finds them ready; see [#open(DatabaseSettings, Login)].
    public static PostgresDatabase open(DatabaseSettings settings) {
        return open(settings, null);
    }

    /// Connects, checks that a COMMIT is durable where that is required, and that the schema is of this version: migrated
    /// by its owner if one is given, or by the user itself where that owns the tables (or may make them), checked
    /// otherwise. Throws [DatabaseException] when one of these cannot be had, saying what to do.
    public static PostgresDatabase open(DatabaseSettings settings, @Nullable Login owner) {
        var config = new HikariConfig();
        config.setPoolName("tillpost");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.poolSize());
        config.setAutoCommit(false);
        config.setConnectionInitSql(patience(settings.patience()));
        // Else what the pool asks for itself leaves a transaction open, and an idle connection would be taken for a stalled one.
        config.setIsolateInternalQueries(true);
        config.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
        // The detail quotes values of rows; they do not belong into a log.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("ApplicationName", "tillpost-central");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("binaryTransferEnable", BinaryArray.TYPES);
        config.addDataSourceProperty("socketTimeout", Long.toString(SOCKET_TIMEOUT.toSeconds()));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        var database = new PostgresDatabase(new HikariDataSource(config));
        try {
            database.inTransaction(PostgresDatabase::checkEncoding);
            if (settings.durability() == DatabaseSettings.Durability.REQUIRED) {
                database.inTransaction(PostgresDatabase::checkDurable);
            }
            database.bringToVersion(settings, owner);
            database.inTransaction(transaction -> Power.of(transaction)).report(settings);
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /// Set on each connection: a server's own settings are its administrator's.
    private static String patience(DatabaseSettings.Patience patience) {
        return "set lock_timeout = " + patience.lock().toMillis()
                + "; set idle_in_transaction_session_timeout = " + patience.stalled().toMillis()
                + "; set statement_timeout = " + DatabaseSettings.Patience.STATEMENT.toMillis();
    }

    private void bringToVersion(DatabaseSettings settings, @Nullable Login owner) {
        if (owner != null) {
            Schema.migrate(settings.url(), owner, owner.user().equals(settings.user()));
        } else if (inTransaction(Power::mayMigrate)) {
            Schema.migrate(settings.url(), new Login(settings.user(), settings.password()), true);
        } else {
            Schema.check(settings);
        }
    }

    /// In another encoding there are names of stores and articles that can never be booked.
    private static Boolean checkEncoding(Transaction transaction) {
        String encoding = Sql.one(transaction, "select current_setting('server_encoding')",
                row -> row.getString(1));
        if (!encoding.equals("UTF8")) {
            throw new DatabaseException("the database is in " + encoding
                    + ", expected UTF8; make it with: create database ... encoding 'UTF8' template template0");
        }
        return true;
    }

    private static Boolean checkDurable(Transaction transaction) {
        for (String setting : DURABLE_SETTINGS) {
            String value = Sql.one(transaction, "select current_setting(?)", row -> row.getString(1),
                    setting);
            if (value.equals("off")) {
                throw new DatabaseException(
                        "PostgreSQL runs with " + setting + " = off, expected on: a COMMIT could be lost");
            }
        }
        return true;
    }

    @Override
    public <T> T inTransaction(Function<Transaction, T> work) {
        requireNoneOpen();
        return run(_ -> {}, work);
    }

    @Override
    public <T> T beside(Function<Transaction, T> work) {
        return run(_ -> {}, work);
    }

    @Override
    public <T> T inSnapshot(Function<Transaction, T> work) {
        requireNoneOpen();
        return run(PostgresDatabase::holdStill, work);
    }

    private void requireNoneOpen() {
        if (OPEN.isBound() && OPEN.get() == this) {
            throw new IllegalStateException("a transaction within a transaction of the same thread, expected"
                    + " that the open one is handed on");
        }
    }

    /// Has to be said before anything is read.
    private static void holdStill(Transaction transaction) {
        Sql.run(transaction, "set transaction isolation level repeatable read, read only");
    }

    private <T> T run(Consumer<Transaction> begin, Function<Transaction, T> work) {
        try (Connection connection = pool.getConnection()) {
            try {
                var transaction = new OpenTransaction(connection);
                begin.accept(transaction);
                Tenancy.enter(transaction);
                T result = ScopedValue.where(OPEN, this).call(() -> work.apply(transaction));
                connection.commit();
                return result;
            } catch (Throwable e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static void rollBack(Connection connection, Throwable because) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
