package io.tillpost.installer.shop;

import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.supervisor.Ports;
import io.tillpost.installer.supervisor.Program;
import io.tillpost.installer.supervisor.RunningProgram;
import io.tillpost.installer.supervisor.Supervisor;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A store without head office: an agent, a simulated card terminal and a simulated receipt printer on serial lines, each
/// a process of its own. One till, `till-1`, with drawer `drawer-1`.
public final class Shop implements AutoCloseable {
    /// The one till's name.
    public static final String TILL = "till-1";
    private static final String TERMINAL = "terminal-1";
    private static final String PRINTER = "printer-1";
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(10);
    private static final Duration START_MAX = Duration.ofMinutes(2);

    private final Path folder;
    private final Supervisor supervisor;
    private final int agentPort;
    private final int terminalPort;
    private final int printerPort;
    private final RunningProgram agent;

    /// Starts all three and waits until the till can sell.
    ///
    /// @param folder for everything they keep
    /// @param more keys of the agent's configuration (docs/reference/agent-config.md) beside devices, till and ports
    public Shop(Path folder, ClassPaths programs, Ports ports, Map<String, Object> more) {
        this(folder, programs, ports, more, List.of());
    }

    /// Likewise, with more options of the terminal simulator (docs/reference/terminal-simulator.md).
    public Shop(Path folder, ClassPaths programs, Ports ports, Map<String, Object> more,
            List<String> terminalOptions) {
        this.folder = folder;
        this.agentPort = ports.free();
        this.terminalPort = ports.free();
        this.printerPort = ports.free();
        makeFolders();
        this.supervisor = new Supervisor(folder.resolve("running"), _ -> {});
        try {
            var terminal = start("terminal", programs.agent(
                    "io.tillpost.device.simulator.terminal.TerminalSimulatorMain",
                    terminalArguments(terminalOptions)));
            var printer = start("printer",
                    programs.agent("io.tillpost.device.simulator.printer.PrinterSimulatorMain", "--pty",
                            printerLine().toString(), "--out", receipts().toString(), "--control",
                            Integer.toString(printerPort)));
            supervisor.await(terminal, START_MAX, () -> terminal.said("ready "));
            supervisor.await(printer, START_MAX, () -> printer.said("listening on "));
            writeConfig(more);
            this.agent = start("agent",
                    programs.agent("io.tillpost.edge.AgentMain", "run", "--config", config().toString()));
            supervisor.await(agent, START_MAX, () -> agent.said("ready "));
        } catch (RuntimeException e) {
            supervisor.close();
            throw e;
        }
    }

    private String[] terminalArguments(List<String> more) {
        return Stream
                .concat(Stream.of("--pty", terminalLine().toString(), "--ledger", terminalLedger().toString(),
                        "--capture", terminalCapture().toString(), "--control",
                        Integer.toString(terminalPort), "--quick",
                        "true"), more.stream())
                .toArray(String[]::new);
    }

    /// The process id of the agent.
    public long agentPid() {
        return agent.pid();
    }

    /// Where the till page and the API are.
    public String url() {
        return "http://127.0.0.1:" + agentPort;
    }

    /// The token of other till software in the store.
    public String apiToken() {
        try {
            return Files.readString(folder.resolve("agent/api-token")).strip();
        } catch (IOException e) {
            throw new EnvironmentFault("cannot read the agent's token: " + e.getMessage(), e);
        }
    }

    /// Kills the agent's process as a power cut would; its data stays.
    public void killAgent() {
        agent.kill();
    }

    /// Stops the agent as an update would.
    public void stopAgent() {
        var _ = agent.stop(STOPPED_WITHIN);
    }

    /// Starts the agent again and waits until the till can sell.
    public void startAgent() {
        long before = timesReady();
        agent.startAgain();
        supervisor.await(agent, START_MAX, () -> timesReady() > before);
    }

    private long timesReady() {
        return agent.lastWords(Integer.MAX_VALUE).stream().filter(line -> line.startsWith("ready ")).count();
    }

    /// The hand at the card terminal.
    public TerminalHand terminal() {
        return new TerminalHand(terminalPort);
    }

    /// The hand at the printer.
    public PrinterHand printer() {
        return new PrinterHand(printerPort);
    }

    /// What the terminal truly did (docs/reference/terminal-simulator.md).
    public Path terminalLedger() {
        return folder.resolve("terminal/ledger.ndjson");
    }

    /// Every byte of the terminal's line, with its time.
    public Path terminalCapture() {
        return folder.resolve("terminal/wire.log");
    }

    /// The receipts that came out.
    public Path receipts() {
        return folder.resolve("printer/receipts");
    }

    private Path terminalLine() {
        return folder.resolve("terminal/line");
    }

    private Path printerLine() {
        return folder.resolve("printer/line");
    }

    private Path config() {
        return folder.resolve("agent.json");
    }

    private RunningProgram start(String name, List<String> command) {
        return supervisor.start(Program.of(name, command, folder, folder.resolve(name + ".log")));
    }

    private void makeFolders() {
        try {
            Files.createDirectories(folder.resolve("terminal"));
            Files.createDirectories(receipts());
        } catch (IOException e) {
            throw new EnvironmentFault("cannot make " + folder + ": " + e.getMessage(), e);
        }
    }

    private void writeConfig(Map<String, Object> more) {
        var config = new HashMap<String, Object>(Map.of("place",
                Map.of("tenant", "acme", "legalEntity", "acme-de", "store", "shop-1", "agent", "shop-1-a"),
                "zone", "Europe/Berlin", "currency", "EUR", "receipt",
                Map.of("series", "shop-1", "header", List.of("Corner Shop")), "dataFolder",
                folder.resolve("agent").toString(), "http", Map.of("host", "127.0.0.1", "port", agentPort),
                "tills",
                List.of(Map.of("name", TILL, "drawer", "drawer-1", "printer", PRINTER, "terminal", TERMINAL)),
                "terminals",
                List.of(Map.of("name", TERMINAL, "family", "zvt", "line", "serial:" + terminalLine())),
                "printers", List.of(
                        Map.of("name", PRINTER, "model", "TM-T88V", "line", "serial:" + printerLine()))));
        config.putAll(more);
        try {
            Files.write(config(), Json.writePretty(config).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new EnvironmentFault("cannot write " + config() + ": " + e.getMessage(), e);
        }
    }

    /// Stops everything; what was kept stays.
    @Override
    public void close() {
        supervisor.close();
    }
}
