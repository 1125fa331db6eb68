package io.tillpost.central.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// A database of its own on a real PostgreSQL that all tests of one JVM share. Each is a copy of one migrated template,
/// so a class pays some tens of milliseconds for it. Not durable. It is opened as the runtime role, so that a test finds
/// out what that one may not do.
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
        return new TestDatabase(Server.settings(name, Server.RUNTIME));
    }

    /// The open database, for tests that stand where no filter and no ingest binds a tenant: what is not bound to one means
    /// all of them.
    public Database database() {
        return new Database() {
            @Override
            public <T> T inTransaction(Function<Transaction, T> work) {
                return Tenancy.isBound()
                        ? database.inTransaction(work)
                        : Tenancy.everyone(() -> database.inTransaction(work));
            }

            @Override
            public <T> T beside(Function<Transaction, T> work) {
                return Tenancy.isBound()
                        ? database.beside(work)
                        : Tenancy.everyone(() -> database.beside(work));
            }

            @Override
            public <T> T inSnapshot(Function<Transaction, T> work) {
                return Tenancy.isBound()
                        ? database.inSnapshot(work)
                        : Tenancy.everyone(() -> database.inSnapshot(work));
            }

            @Override
            public void close() {
                database.close();
            }
        };
    }

    /// The open database as nodes have it: unbound, it shows nothing of any tenant.
    Database strict() {
        return database;
    }

    /// How to open it once more, as a second node would.
    public DatabaseSettings settings() {
        return settings;
    }

    /// Who owns its tables.
    public Login owner() {
        return new Login(Server.OWNER, Server.OWNER);
    }

    /// Runs SQL outside the rooms, as somebody with `psql` and all rights would.
    public void execute(String sql) {
        try (Connection connection = connect(Server.OWNER);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /// The first column of the only row, as text; `null` in words. Asked with all rights.
    public String value(String sql) {
        try (Connection connection = connect(Server.OWNER)) {
            return Sql.one(new OpenTransaction(connection), sql, row -> String.valueOf(row.getObject(1)));
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private Connection connect(String user) throws SQLException {
        return DriverManager.getConnection(settings.url(), user, user);
    }

    @Override
    public void close() {
        database.close();
    }

    /// The one server; it ends with the JVM.
    static final class Server {
        static final String TEMPLATE = "tillpost_template";
        static final String OWNER = "postgres";
        static final String RUNTIME = "tillpost_test";
        private static final EmbeddedPostgres POSTGRES = start();

        static {
            run("create database " + TEMPLATE);
            var settings = settings(TEMPLATE, OWNER);
            PostgresDatabase.open(settings, new Login(OWNER, OWNER)).close();
            run("create role " + RUNTIME + " login in role tillpost_runtime");
        }

        private Server() {}

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().setServerConfig("max_connections", "300").start();
            } catch (IOException e) {
                throw new IllegalStateException("the embedded PostgreSQL does not start", e);
            }
        }

        static DatabaseSettings settings(String name, String user) {
            return new DatabaseSettings("jdbc:postgresql://127.0.0.1:" + POSTGRES.getPort() + "/" + name,
                    user,
                    user, POOL_SIZE, DatabaseSettings.Durability.NOT_NEEDED);
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
