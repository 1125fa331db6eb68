package io.tillpost.installer.faults.world;

import io.tillpost.installer.postgres.PostgresServer;
import io.tillpost.installer.supervisor.EnvironmentFault;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Head office's database, asked as its superuser. Each call has a connection of its own.
public final class HeadOfficeSql {
    private final PostgresServer server;

    /// The world's.
    public HeadOfficeSql(World world) {
        this.server = world.postgres();
    }

    /// The first column of the one row that `sql` answers with.
    public long number(String sql, Object... parameters) {
        try (Connection connection = connection();
                PreparedStatement statement = prepared(connection, sql, parameters);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new EnvironmentFault("head office's database does not answer: " + e.getMessage(), e);
        }
    }

    /// Changes something; answers how many rows.
    public int change(String sql, Object... parameters) {
        try (Connection connection = connection();
                PreparedStatement statement = prepared(connection, sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new EnvironmentFault("head office's database takes no change: " + e.getMessage(), e);
        }
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), PostgresServer.USER, server.password());
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
