package io.tillpost.installer.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.installer.certificates.DemoAuthority;
import io.tillpost.installer.postgres.PostgresServer;
import io.tillpost.installer.shop.ClassPaths;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.supervisor.Program;
import io.tillpost.installer.supervisor.RunningProgram;
import io.tillpost.installer.supervisor.Supervisor;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/// Everything that runs during a demo, each a process of its own.
final class Stage {
    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final List<String> SCOPES = List.of("payments:read", "ledger:read", "reconciliation:read",
            "reconciliation:write", "stores:read", "stores:manage", "reports:read", "audit:read");

    private final Supervisor supervisor;
    private final ClassPaths programs;
    private final Places places;
    private final DemoPorts ports;
    private final ConfigFiles configs;
    private final Console console;

    Stage(Supervisor supervisor, ClassPaths programs, Places places, DemoPorts ports, Console console,
            boolean visitors) {
        this.supervisor = supervisor;
        this.programs = programs;
        this.places = places;
        this.ports = ports;
        this.configs = new ConfigFiles(places, ports, visitors);
        this.console = console;
    }

    /// The processes that the day plays with.
    record Cast(RunningProgram broker, RunningProgram central, RunningProgram terminal,
            RunningProgram printer,
            PostgresServer database) {}

    /// An OAuth client of head office.
    record ClientSecret(String id, String secret) {}

    ConfigFiles configs() {
        return configs;
    }

    /// Starts all but the agent, as much at once as their needs allow, and waits until each is ready.
    Cast open(List<Path> postgresCaches, LocalDate terminalDate, Clock clock, SecureRandom random,
            String databasePassword,
            ExecutorService workers) {
        var postgres = CompletableFuture.supplyAsync(() -> postgres(postgresCaches, databasePassword),
                workers);
        var certificates = CompletableFuture.runAsync(() -> certificates(clock, random), workers);
        var terminal = CompletableFuture.supplyAsync(() -> terminal(terminalDate), workers);
        var printer = CompletableFuture.supplyAsync(this::printer, workers);
        var broker = certificates.thenApplyAsync(_ -> broker(), workers);
        var central = postgres.thenCombineAsync(certificates, (database, _) -> central(database), workers);
        try {
            return new Cast(broker.join(), central.join(), terminal.join(), printer.join(), postgres.join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof EnvironmentFault fault) {
                throw fault;
            }
            throw e;
        }
    }

    /// Starts the agent and waits until it can sell.
    RunningProgram agent() {
        var program = supervisor
                .start(program("agent", programs.agent("io.tillpost.edge.AgentMain", "run", "--config",
                        configs.agent().toString())).restarted());
        return ready(program, "ready ");
    }

    /// Makes an OAuth client with this id as store IT would: by the command line, on head office's own class path.
    ClientSecret makeClient(Path centralConfig, String id) {
        Path out = places.logs().resolve("clients-create.out");
        var command = programs.central("io.tillpost.central.CentralMain", "clients", "create", "--config",
                centralConfig.toString(), "--tenant", Business.TENANT, "--id", id, "--scope",
                String.join(",", SCOPES));
        Path err = log("clients-create");
        try {
            Process process = new ProcessBuilder(command).redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(START_MAX.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new EnvironmentFault("head office made no client: "
                        + Files.readString(err, StandardCharsets.UTF_8).strip());
            }
            JsonNode made = Json.readTree(Files.readAllBytes(out));
            Files.delete(out);
            return new ClientSecret(made.required("clientId").asText(),
                    made.required("clientSecret").asText());
        } catch (IOException e) {
            throw new EnvironmentFault("cannot make a client: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while making a client", e);
        }
    }

    Path centralConfig(PostgresServer database) {
        return configs.central(database.jdbcUrl(), PostgresServer.USER);
    }

    private PostgresServer postgres(List<Path> caches, String password) {
        var server = PostgresServer.start(supervisor, caches, places.postgres(), ports.postgres(), password);
        console.tell("postgres", "ready, fsync on, port " + ports.postgres());
        return server;
    }

    private void certificates(Clock clock, SecureRandom random) {
        Path folder = places.certificates();
        try {
            Files.createDirectories(folder);
            var authority = DemoAuthority.make(clock, random);
            authority.write(folder.resolve("ca.pem"));
            authority.server(folder.resolve("broker.key.pem"), folder.resolve("broker.pem"));
            authority.client("central", folder.resolve("central.key.pem"), folder.resolve("central.pem"));
            authority.client(Business.AGENT, folder.resolve("agent.key.pem"), folder.resolve("agent.pem"));
        } catch (IOException e) {
            throw new EnvironmentFault("cannot make certificates in " + folder + ": " + e.getMessage(), e);
        }
    }

    private RunningProgram broker() {
        var broker = supervisor.start(program("broker",
                programs.central("io.tillpost.central.broker.BrokerMain", configs.broker().toString()))
                .restarted());
        ready(broker, "listening on ");
        console.tell("broker", "ready, MQTT 5 over TLS with client certificates, port " + ports.broker());
        return broker;
    }

    private RunningProgram central(PostgresServer database) {
        var central = supervisor
                .start(program("central", programs.central("io.tillpost.central.CentralMain", "run",
                        "--config", centralConfig(database).toString())).restarted());
        ready(central, "ready ");
        console.tell("head office", "ready, " + configs.centralUrl());
        return central;
    }

    private RunningProgram terminal(LocalDate date) {
        var terminal = terminal("terminal", places.terminal(), Business.TERMINAL_ID, ports.terminalControl(),
                date);
        console.tell("terminal", "ready, simulated, ZVT on serial line " + places.terminalLine());
        return terminal;
    }

    /// A second terminal, for whoever wants to sell by hand.
    void openForVisitors(LocalDate date) {
        var _ = terminal("terminal-2", places.visitorsTerminal(), Business.VISITORS_TERMINAL_ID,
                ports.visitorsTerminalControl(), date);
    }

    private RunningProgram terminal(String name, Path folder, String terminalId, int control,
            LocalDate date) {
        makeFolder(folder);
        return ready(supervisor.start(program(name,
                programs.agent("io.tillpost.device.simulator.terminal.TerminalSimulatorMain", "--pty",
                        folder.resolve("line").toString(), "--ledger",
                        folder.resolve("ledger.ndjson").toString(), "--capture",
                        folder.resolve("wire.log").toString(), "--control", Integer.toString(control),
                        "--tid", terminalId, "--mid-debit", Business.DEBIT_CONTRACT, "--mid-credit",
                        Business.CREDIT_CONTRACT, "--date", date.toString(), "--quick", "true"))),
                "ready ");
    }

    private RunningProgram printer() {
        makeFolder(places.receipts());
        var printer = supervisor.start(program("printer",
                programs.agent("io.tillpost.device.simulator.printer.PrinterSimulatorMain", "--pty",
                        places.printerLine().toString(), "--out", places.receipts().toString(),
                        "--control", Integer.toString(ports.printerControl()))));
        ready(printer, "listening on ");
        console.tell("printer", "ready, simulated, ESC/POS on serial line " + places.printerLine());
        return printer;
    }

    private RunningProgram ready(RunningProgram program, String word) {
        supervisor.await(program, START_MAX, () -> program.said(word));
        return program;
    }

    private Program program(String name, List<String> command) {
        return Program.of(name, command, places.root(), log(name));
    }

    // A log holds one run; the run before is kept beside it.
    private Path log(String name) {
        Path log = places.logs().resolve(name + ".log");
        try {
            Files.createDirectories(places.logs());
            if (Files.exists(log)) {
                Files.move(log, places.logs().resolve(name + ".before.log"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            return log;
        } catch (IOException e) {
            throw new EnvironmentFault("cannot write " + log + ": " + e.getMessage(), e);
        }
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new EnvironmentFault("cannot make " + folder + ": " + e.getMessage(), e);
        }
    }
}
