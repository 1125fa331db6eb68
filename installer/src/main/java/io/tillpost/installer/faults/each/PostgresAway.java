package io.tillpost.installer.faults.each;

import io.tillpost.installer.postgres.PostgresServer;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/// The database is restarted, all of head office's sessions are killed, and it is shut off as a crash would. A fail-over to a
/// standby is no part of it: the embedded database has none.
final class PostgresAway implements Fault {
    @Override
    public int number() {
        return 13;
    }

    @Override
    public String title() {
        return "PostgreSQL restarted, backend killed";
    }

    @Override
    public Optional<String> leftOut() {
        return Optional.of("fail-over: the embedded PostgreSQL has no standby");
    }

    @Override
    public void strike(Scene scene) {
        scene.world().restartPostgres("INT");
        scene.sell(4);
        scene.awaitDrained(Duration.ofMinutes(2));
        for (int i = 0; i < 5; i++) {
            killSessions(scene);
            scene.during(scene.millis(50, 700));
        }
        scene.sell(4);
        // Immediate shutdown: no checkpoint, so that it recovers from its log.
        scene.world().restartPostgres("QUIT");
    }

    private static void killSessions(Scene scene) {
        var server = scene.world().postgres();
        try (var connection = DriverManager.getConnection(server.jdbcUrl(), PostgresServer.USER,
                server.password());
                var statement = connection.prepareStatement(
                        "select pg_terminate_backend(pid) from pg_stat_activity where usename = ?")) {
            statement.setString(1, PostgresServer.NODE);
            statement.execute();
        } catch (SQLException e) {
            throw new UnseenException("sessions cannot be killed: " + e.getMessage());
        }
    }
}
