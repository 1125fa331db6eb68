package io.tillpost.installer.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillpost.installer.supervisor.Ports;
import io.tillpost.installer.supervisor.Supervisor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerTest {
    @TempDir
    private Path folder;

    @Test
    void theServerIsDurableAndKeepsItsDataOverARestart() throws SQLException {
        try (var supervisor = supervisor();
                var connection = connect(start(supervisor))) {
            assertEquals(Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on",
                    "data_checksums",
                    "on"), settings(connection));
            connection.createStatement().execute("create table kept (id int); insert into kept values (7)");
        }
        try (var supervisor = supervisor();
                var connection = connect(start(supervisor));
                var rows = connection.createStatement().executeQuery("select id from kept")) {
            rows.next();
            assertEquals(7, rows.getInt(1));
        }
    }

    @Test
    void aWrongPasswordIsRefused() {
        try (var supervisor = supervisor()) {
            PostgresServer server = start(supervisor);
            assertThrows(SQLException.class,
                    () -> DriverManager.getConnection(server.jdbcUrl(), PostgresServer.USER, "wrong")
                            .close());
        }
    }

    private Supervisor supervisor() {
        return new Supervisor(folder.resolve("running"), _ -> {});
    }

    private PostgresServer start(Supervisor supervisor) {
        try (var ports = new Ports(folder)) {
            return PostgresServer.start(supervisor, List.of(folder.resolve("cache")),
                    folder.resolve("server"),
                    ports.free(), "secret");
        }
    }

    private static Connection connect(PostgresServer server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), PostgresServer.USER, server.password());
    }

    private static Map<String, String> settings(Connection connection) throws SQLException {
        var found = new java.util.HashMap<String, String>();
        try (var rows = connection.createStatement().executeQuery("""
                select name, setting from pg_settings
                where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums')""")) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getString(2));
            }
        }
        return found;
    }
}
