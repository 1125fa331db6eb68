package io.tillpost.central.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/// The tables: brought to this version by their owner, looked at by everyone else.
final class Schema {
    /// Migrations speak of all tenants' rows.
    private static final String AS_EVERYONE = "-c tillpost.everyone=on";
    private static final String RIGHTS = "/db/rights.sql";
    private static final String MAKE_ROLES = "create role tillpost_runtime nologin; create role tillpost_reader nologin";

    private Schema() {}

    /// Migrates as their owner and hands out rights, which only the newest program knows.
    ///
    /// @param ownerRuns whether the node works as the owner too: then the owner is held to one tenant as well, and can do
    ///   without the roles of the others
    static void migrate(String url, Login owner, boolean ownerRuns) {
        var flyway = configured().dataSource(url, owner.user(), owner.password())
                // The detail quotes values of rows; they do not belong into a log.
                .jdbcProperties(Map.of("logServerErrorDetail", "false", "options", AS_EVERYONE))
                .load();
        refuseNewer(flyway.info());
        flyway.migrate();
        try (Connection connection = flyway.getConfiguration().getDataSource().getConnection()) {
            connection.setAutoCommit(false);
            boolean rolesExist = handOutRights(connection, ownerRuns);
            connection.commit();
            if (!rolesExist && !ownerRuns) {
                throw new DatabaseException("the roles tillpost_runtime and tillpost_reader are missing and '"
                        + owner.user() + "' may not make them, expected somebody who may to run: "
                        + MAKE_ROLES);
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static boolean handOutRights(Connection connection, boolean ownerRuns) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("select set_config('tillpost.owner_runs', '" + (ownerRuns ? "on" : "off")
                    + "', true)");
            statement.execute(rights());
            try (var row = statement.executeQuery("select current_setting('tillpost.has_roles')::boolean")) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static String rights() {
        try (InputStream in = Schema.class.getResourceAsStream(RIGHTS)) {
            if (in == null) {
                throw new IllegalStateException(RIGHTS + " is not in the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Refuses tables that are not of this version.
    static void check(DatabaseSettings settings) {
        var info = configured().dataSource(settings.url(), settings.user(), settings.password()).load()
                .info();
        for (MigrationInfo migration : info.all()) {
            if (migration.getState().isFailed()) {
                throw new DatabaseException("migration " + migration.getVersion()
                        + " of the schema failed, expected its owner to run: tillpost central migrate");
            }
        }
        refuseNewer(info);
        if (info.pending().length > 0) {
            throw new DatabaseException("the schema is of version " + version(info.current()) + ", expected "
                    + version(info.pending()[info.pending().length - 1])
                    + ": run tillpost central migrate, or name database.owner");
        }
    }

    private static void refuseNewer(MigrationInfoService info) {
        for (MigrationInfo migration : info.all()) {
            if (migration.getState().name().startsWith("FUTURE")) {
                throw new DatabaseException("the schema is of version " + migration.getVersion()
                        + ", newer than this program, expected a newer program");
            }
        }
    }

    private static String version(@Nullable MigrationInfo migration) {
        return migration == null ? "none" : String.valueOf(migration.getVersion());
    }

    private static FluentConfiguration configured() {
        return Flyway.configure().cleanDisabled(true);
    }
}
