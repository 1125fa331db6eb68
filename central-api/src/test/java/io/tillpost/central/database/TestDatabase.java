package io.tillpost.central.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/// A database of its own on a real PostgreSQL that all tests of one JVM share. Each is a copy of one migrated template,
/// so a class pays some tens of milliseconds for it. Not durable.
public final class TestDatabase implements AutoCloseable {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final int POOL_SIZE = 8;

    private final DatabaseSettings settings;
    private final PostgresDatabase database;

    private TestDatabase(DatabaseSettings settings) {
        this.settings = settings;
        this.database = PostgresDatabase.open(settings);
    }

    /// An empty database with the whole schema.
    public static TestDatabase create() {
        String name = "test_" + COUNTER.incrementAndGet();
        Server.run("create database " + name + " template " + Server.TEMPLATE);
        return new TestDatabase(Server.settings(name));
    }

    /// The open database.
    public Database database() {
        return database;
    }

    /// How to open it once more, as a second node would.
    public DatabaseSettings settings() {
        return settings;
    }

    /// Runs SQL outside the rooms, as somebody with `psql` would.
    public void execute(String sql) {
        database.inTransaction(transaction -> {
            try (Statement statement = Database.connection(transaction).createStatement()) {
                return statement.execute(sql);
            } catch (SQLException e) {
                throw new DatabaseException(e);
            }
        });
    }

    /// The first column of the only row, as text; `null` in words.
    public String value(String sql) {
        return database.inTransaction(
                transaction -> Sql.one(transaction, sql, row -> String.valueOf(row.getObject(1))));
    }

    @Override
    public void close() {
        database.close();
    }

    /// The one server; it ends with the JVM.
    private static final class Server {
        static final String TEMPLATE = "tillpost_template";
        private static final EmbeddedPostgres POSTGRES = start();

        static {
            run("create database " + TEMPLATE);
            PostgresDatabase.open(settings(TEMPLATE)).close();
        }

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().setServerConfig("max_connections", "300").start();
            } catch (IOException e) {
                throw new IllegalStateException("the embedded PostgreSQL does not start", e);
            }
        }

        static DatabaseSettings settings(String name) {
            return new DatabaseSettings("jdbc:postgresql://127.0.0.1:" + POSTGRES.getPort() + "/" + name,
                    "postgres", "postgres", POOL_SIZE, DatabaseSettings.Durability.NOT_NEEDED);
        }

        static void run(String sql) {
            try (Connection connection = POSTGRES.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new DatabaseException(e);
            }
        }
    }
}
