package io.tillpost.central.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.flywaydb.core.Flyway;

/// PostgreSQL behind a pool, its schema migrated to what this version needs.
public final class PostgresDatabase implements Database {
    /// A request that gets no connection by then is better answered "later" than kept waiting.
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /// A broken network must not hold a thread for ever; no statement of ours runs this long.
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(60);
    private static final List<String> DURABLE_SETTINGS = List.of("fsync", "full_page_writes",
            "synchronous_commit");

    private final HikariDataSource pool;

    private PostgresDatabase(HikariDataSource pool) {
        this.pool = pool;
    }

    /// Connects, checks that a COMMIT is durable where that is required, and migrates the schema.
    /// Throws [DatabaseException] when one of these cannot be had.
    public static PostgresDatabase open(DatabaseSettings settings) {
        var config = new HikariConfig();
        config.setPoolName("tillpost");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.poolSize());
        config.setAutoCommit(false);
        config.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
        // The detail quotes values of rows; they do not belong into a log.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("ApplicationName", "tillpost-central");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("socketTimeout", Long.toString(SOCKET_TIMEOUT.toSeconds()));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        var database = new PostgresDatabase(new HikariDataSource(config));
        try {
            if (settings.durability() == DatabaseSettings.Durability.REQUIRED) {
                database.inTransaction(PostgresDatabase::checkDurable);
            }
            Flyway.configure().dataSource(database.pool).cleanDisabled(true).load().migrate();
            return database;
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
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
        try (Connection connection = pool.getConnection()) {
            try {
                T result = work.apply(new OpenTransaction(connection));
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
