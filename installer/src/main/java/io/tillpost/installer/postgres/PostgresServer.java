package io.tillpost.installer.postgres;

import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.supervisor.Program;
import io.tillpost.installer.supervisor.RunningProgram;
import io.tillpost.installer.supervisor.Supervisor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server in a folder. Everything that makes a commit durable is on (fsync, full page writes, synchronous
/// commit, page checksums); it listens on loopback alone, with a password, without a unix socket.
public final class PostgresServer {
    /// The superuser's and owner's name.
    public static final String USER = "tillpost";
    /// The login that head office's node works as: no owner of anything, one of the group [#RUNTIME].
    public static final String NODE = "tillpost_node";
    /// The group of nodes (docs/reference/database.md).
    private static final String RUNTIME = "tillpost_runtime";
    /// The database's name.
    public static final String DATABASE = "tillpost";

    private static final Path UNSHARE = Path.of("/usr/bin/unshare");
    private static final Duration START_MAX = Duration.ofMinutes(1);
    private static final Duration INIT_MAX = Duration.ofMinutes(2);

    private final Path folder;
    private final int port;
    private final String password;
    private final Path home;
    private @Nullable RunningProgram running;

    private PostgresServer(Path folder, int port, String password, Path home) {
        this.home = home;
        this.folder = folder;
        this.port = port;
        this.password = password;
    }

    /// Starts the server under `supervisor` and waits until it takes connections; makes its data first if there are
    /// none.
    ///
    /// @param caches where the programs are unpacked, shared by all servers: the first that can be used
    /// @param folder holds data, password and log of this server
    /// @param password of [#USER] when the data are made; later the one kept in `folder` counts
    public static PostgresServer start(Supervisor supervisor, List<Path> caches, Path folder, int port,
            String password) {
        Path home = PostgresBinaries.in(caches);
        String kept = keptPassword(folder.resolve("password"), password);
        var server = new PostgresServer(folder, port, kept, home);
        if (!Files.exists(folder.resolve("data/PG_VERSION"))) {
            server.makeData(home);
        }
        server.startAgain(supervisor);
        server.makeNode(keptPassword(folder.resolve("node-password"), kept));
        return server;
    }

    /// Starts it once more, after its process has ended, and waits until it takes connections.
    public void startAgain(Supervisor supervisor) {
        RunningProgram started = supervisor.start(program(home));
        running = started;
        supervisor.await(started, START_MAX, this::takesConnections);
    }

    /// The process that it runs in now.
    public RunningProgram process() {
        return Objects.requireNonNull(running, "the server has not started");
    }

    private void makeNode(String nodePassword) {
        String url = jdbcUrl();
        try (var connection = DriverManager.getConnection(url, USER, password);
                var statement = connection.createStatement()) {
            statement.execute("""
                    do $$ begin
                        if not exists (select from pg_roles where rolname = '%1$s') then
                            create role %1$s nologin;
                        end if;
                        if not exists (select from pg_roles where rolname = '%2$s') then
                            create role %2$s login password '%3$s' in role %1$s;
                        end if;
                    end $$""".formatted(RUNTIME, NODE, nodePassword));
        } catch (SQLException e) {
            throw new EnvironmentFault("cannot make PostgreSQL's login " + NODE + ": " + e.getMessage(), e);
        }
    }

    /// `jdbc:postgresql://…`
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }

    /// Where the password of [#USER] or [#NODE] stands.
    public Path passwordFile(String login) {
        return folder.resolve(login.equals(NODE) ? "node-password" : "password");
    }

    /// The password of [#USER].
    public String password() {
        return password;
    }

    private static String keptPassword(Path file, String fresh) {
        try {
            Files.createDirectories(file.getParent());
            if (!Files.exists(file)) {
                var ownerOnly = PosixFilePermissions
                        .asFileAttribute(PosixFilePermissions.fromString("rw-------"));
                Files.createFile(file, ownerOnly);
                Files.writeString(file, fresh);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new EnvironmentFault("cannot keep PostgreSQL's password in " + file + ": " + e.getMessage(),
                    e);
        }
    }

    private void makeData(Path home) {
        var command = asOrdinaryUser();
        command.addAll(List.of(home.resolve("bin/initdb").toString(), "-D", folder.resolve("data").toString(),
                "-U",
                USER, "--auth=scram-sha-256", "--pwfile=" + folder.resolve("password"), "--encoding=UTF8",
                "--locale-provider=builtin", "--locale=C.UTF-8"));
        Path log = folder.resolve("initdb.log");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(INIT_MAX.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new EnvironmentFault(
                        "PostgreSQL could not make its data in " + folder + ": " + lastLine(log));
            }
        } catch (IOException e) {
            throw new EnvironmentFault("PostgreSQL's initdb cannot run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while PostgreSQL made its data", e);
        }
    }

    private Program program(Path home) {
        var command = asOrdinaryUser();
        command.addAll(
                List.of(home.resolve("bin/postgres").toString(), "-D", folder.resolve("data").toString()));
        for (String setting : List.of("port=" + port, "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "fsync=on",
                "full_page_writes=on", "synchronous_commit=on", "max_connections=50", "timezone=UTC",
                "log_timezone=UTC",
                "shared_buffers=128MB", "log_checkpoints=off")) {
            command.addAll(List.of("-c", setting));
        }
        // SIGINT is PostgreSQL's fast shutdown: it ends the sessions and writes all out.
        return Program.of("postgres", command, folder, folder.resolve("postgres.log")).stoppedBy("INT");
    }

    // PostgreSQL refuses to run as root; in a user namespace of its own it does not see that it is.
    private static List<String> asOrdinaryUser() {
        boolean root = "root".equals(System.getProperty("user.name"));
        return new ArrayList<>(
                root && Files.isExecutable(UNSHARE) ? List.of(UNSHARE.toString(), "-U") : List.of());
    }

    private boolean takesConnections() {
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?connectTimeout=2&loginTimeout=2";
        try (var connection = DriverManager.getConnection(url, USER, password);
                var statement = connection.createStatement();
                var there = statement
                        .executeQuery("select 1 from pg_database where datname = '" + DATABASE + "'")) {
            if (!there.next()) {
                try (var create = connection.createStatement()) {
                    create.execute("create database " + DATABASE);
                }
            }
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private static String lastLine(Path log) throws IOException {
        var lines = Files.readString(log, StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank())
                .toList();
        return lines.isEmpty() ? "it said nothing" : lines.getLast();
    }
}
