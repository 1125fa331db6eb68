package io.tillpost.installer.demo;

import io.tillpost.installer.postgres.PostgresServer;
import io.tillpost.installer.shop.ClassPaths;
import io.tillpost.installer.stage.OfficeCommands;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.supervisor.Program;
import io.tillpost.installer.supervisor.RunningProgram;
import io.tillpost.installer.supervisor.Supervisor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Everything that runs during a demo, each a process of its own.
final class Stage {
    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final List<String> SCOPES = List.of("payments:read", "ledger:read", "reconciliation:read",
            "reconciliation:write", "stores:read", "stores:manage", "reports:read", "audit:read",
            "devices:enrol", "catalog:read", "catalog:write");

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

    ConfigFiles configs() {
        return configs;
    }

    /// Starts all but the agent, as much at once as their needs allow, and waits until each is ready.
    Cast open(List<Path> postgresCaches, LocalDate terminalDate, String databasePassword,
            ExecutorService workers) {
        var postgres = CompletableFuture.supplyAsync(() -> postgres(postgresCaches, databasePassword),
                workers);
        var certificates = postgres.thenAcceptAsync(this::certificates, workers);
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

    /// Makes an OAuth client with this id as store IT would.
    OfficeCommands.Client makeClient(PostgresServer database, String id) {
        return new OfficeCommands(configs.central(database), Business.TENANT).client(id, SCOPES);
    }

    /// Enrols the agent's box as store IT would, by a code on its standard input, unless it is enrolled already.
    ///
    /// @param code asked for a fresh one
    void enrol(Supplier<String> code) {
        if (Files.exists(places.agentData().resolve("identity/identity.json"))) {
            return;
        }
        Path out = log("enrol");
        var command = programs.agent("io.tillpost.edge.AgentMain", "enrol", "--config",
                configs.agent().toString(),
                "--url", configs.centralUrl());
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            try (var typed = process.outputWriter(StandardCharsets.US_ASCII)) {
                typed.write(code.get() + "\n");
            }
            if (!process.waitFor(START_MAX.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new EnvironmentFault(
                        "the box was not enrolled: " + Files.readString(out, StandardCharsets.UTF_8).strip());
            }
            console.tell("enrolment",
                    "box " + Business.AGENT + " made its key and got its certificate by a code");
        } catch (IOException e) {
            throw new EnvironmentFault("cannot enrol the box: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while enrolling the box", e);
        }
    }

    private PostgresServer postgres(List<Path> caches, String password) {
        var server = PostgresServer.start(supervisor, caches, places.postgres(), ports.postgres(), password);
        console.tell("postgres", "ready, fsync on, port " + ports.postgres());
        return server;
    }

    private void certificates(PostgresServer database) {
        Path folder = places.certificates();
        makeFolder(folder);
        new OfficeCommands(configs.central(database), Business.TENANT).certificates(folder);
        console.tell("authority",
                "head office's own; API, broker, node and boxes have their certificates of it");
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
                        "--config", configs.central(database).toString())).restarted());
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
