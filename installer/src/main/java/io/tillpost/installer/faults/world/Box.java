package io.tillpost.installer.faults.world;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.installer.faults.proxy.Proxy;
import io.tillpost.installer.shop.TerminalHand;
import io.tillpost.installer.stage.OfficeHttp;
import io.tillpost.installer.stage.RestClient;
import io.tillpost.installer.stage.RestClient.Request;
import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// One store: its agent, a simulated card terminal, and the line to the broker. Three tills, the first with the terminal.
/// Used by one thread, but for [#api()].
public final class Box implements AutoCloseable {
    static final String TENANT = "acme";
    private static final String LEGAL_ENTITY = "acme-de";
    private static final List<String> TILLS = List.of("till-1", "till-2", "till-3");
    private static final String SPARE_TILL = "till-9";
    private static final String TERMINAL = "terminal-1";
    private static final long ENROL_MAX_S = 240;
    /// A till waits for an agent that is away as long as any fault lasts.
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private final World world;
    private final String store;
    private final int number;
    private final Path folder;
    private final Path data;
    private final Proxy line;
    private final Piece agent;
    private final Piece terminal;
    private final int port;
    private final int terminalPort;
    private Map<String, Object> journalSettings = Map.of();

    Box(World world, String store, int number, Path folder, Path data) {
        this.world = world;
        this.store = store;
        this.number = number;
        this.folder = World.makeFolder(folder);
        this.data = data;
        this.port = world.ports().free();
        this.terminalPort = world.ports().free();
        try {
            this.line = new Proxy(world.brokerPort());
        } catch (IOException e) {
            throw new EnvironmentFault("no line for " + store + ": " + e.getMessage(), e);
        }
        var _ = World.makeFolder(folder.resolve("terminal"));
        this.agent = piece("agent", "ready ", world.programs()
                .agent("io.tillpost.edge.AgentMain", "run", "--config", config().toString()));
        this.terminal = piece("terminal", "ready ", world.programs()
                .agent("io.tillpost.device.simulator.terminal.TerminalSimulatorMain", "--pty",
                        terminalLine().toString(), "--ledger", terminalLedger().toString(), "--control",
                        Integer.toString(terminalPort), "--tid", terminalId(), "--mid-debit", merchant(1),
                        "--mid-credit", merchant(2), "--quick", "true"));
    }

    private Piece piece(String what, String readyWord, List<String> command) {
        return world.piece(store + "-" + what, readyWord, command);
    }

    void open(Map<String, Object> settings) {
        journalSettings = settings;
        terminal.start();
        writeConfig(config(), data, port, true);
        makeKnown();
        enrol();
        agent.start();
    }

    /// Its name.
    public String store() {
        return store;
    }

    /// The tenant that it belongs to.
    public String tenant() {
        return TENANT;
    }

    /// Its agent's name.
    public String agentName() {
        return store + "-a";
    }

    /// A second agent that the store may have, which is no process.
    String otherAgent() {
        return store + "-x";
    }

    /// The tills; the first takes cards.
    public List<String> tills() {
        return TILLS;
    }

    /// One more till, which nobody sells at unless a fault has it sell.
    public String spareTill() {
        return SPARE_TILL;
    }

    /// The drawer of a till.
    public String drawer(String till) {
        return till.replace("till", "drawer");
    }

    /// The agent's process.
    public Piece agent() {
        return agent;
    }

    /// The line to the broker.
    public Proxy line() {
        return line;
    }

    /// The hand at the card terminal.
    public TerminalHand terminal() {
        return new TerminalHand(terminalPort);
    }

    /// What the terminal truly did (docs/reference/terminal-simulator.md).
    public Path terminalLedger() {
        return folder.resolve("terminal/ledger.ndjson");
    }

    /// What the agent keeps.
    public Path data() {
        return data;
    }

    /// The journal's database.
    public Path journal() {
        return data.resolve("journal.db");
    }

    /// The folder of what belongs to the store and is no data of its agent.
    public Path folder() {
        return folder;
    }

    /// The contract numbers of its cards.
    public List<String> merchants() {
        return List.of(merchant(1), merchant(2));
    }

    /// The agent's API with the token of other till software; asks again while the agent is away. Safe for use by all
    /// threads.
    public RestClient api() {
        return api(port, data);
    }

    private RestClient api(int atPort, Path dataFolder) {
        return new RestClient("the agent of " + store, url(atPort), OfficeHttp.plain(),
                RestClient.Access.bearer(token(dataFolder)), world.ground().nanoTime(), PATIENCE);
    }

    /// Likewise, but it gives up soon.
    public RestClient impatientApi(Duration patience) {
        return new RestClient("the agent of " + store, url(port), OfficeHttp.plain(),
                RestClient.Access.bearer(token(data)), world.ground().nanoTime(), patience);
    }

    /// What the agent says of itself.
    public JsonNode status() {
        return api().get("/v1/status");
    }

    /// Enrols it again by a fresh code, as after a revocation; the agent has to be stopped.
    public void enrolAgain() {
        enrol("--again");
    }

    /// Other settings of `journal` (docs/reference/agent-config.md) from its next start on.
    public void journalSettings(Map<String, Object> settings) {
        journalSettings = settings;
        writeConfig(config(), data, port, true);
    }

    /// Runs `tillpost agent` with these words and its configuration; throws [EnvironmentFault] if that fails.
    public void command(String... words) {
        command(config(), words);
    }

    private void command(Path config, String... words) {
        var command = new ArrayList<>(world.programs().agent("io.tillpost.edge.AgentMain", words));
        command.addAll(List.of("--config", config.toString()));
        Shell.run(command.toArray(String[]::new));
    }

    /// Another process on the same data, as it should never be; it listens elsewhere.
    public Piece secondAgent() {
        Path second = folder.resolve("second.json");
        writeConfig(second, data, world.ports().free(), false);
        return piece("second", "ready ",
                world.programs().agent("io.tillpost.edge.AgentMain", "run", "--config", second.toString()));
    }

    /// A second process of the same box on a copy of its data, as after an image was cloned; it listens elsewhere, and
    /// comes by the same line.
    public Twin clone(Path copyOfData) {
        Path second = folder.resolve("clone.json");
        int otherPort = world.ports().free();
        writeConfig(second, copyOfData, otherPort, false);
        return new Twin(this, second, copyOfData, otherPort, piece("clone", "ready ",
                world.programs().agent("io.tillpost.edge.AgentMain", "run", "--config", second.toString())));
    }

    /// A box that runs on a copy of another one's data. Its first till has no terminal.
    public static final class Twin {
        private final Box box;
        private final Path config;
        private final Path data;
        private final int port;
        private final Piece agent;

        private Twin(Box box, Path config, Path data, int port, Piece agent) {
            this.box = box;
            this.config = config;
            this.data = data;
            this.port = port;
            this.agent = agent;
        }

        /// Its process.
        public Piece agent() {
            return agent;
        }

        /// Its API. Safe for use by all threads.
        public RestClient api() {
            return box.api(port, data);
        }

        /// Runs `tillpost agent` with these words and its configuration.
        public void command(String... words) {
            box.command(config, words);
        }
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private String token(Path dataFolder) {
        try {
            return Files.readString(dataFolder.resolve("api-token")).strip();
        } catch (IOException e) {
            throw new EnvironmentFault("cannot read the token of " + store + ": " + e.getMessage(), e);
        }
    }

    private Path config() {
        return folder.resolve("agent.json");
    }

    private Path terminalLine() {
        return folder.resolve("terminal/line");
    }

    private String terminalId() {
        return Integer.toString(69_000_000 + number);
    }

    private String merchant(int which) {
        return Long.toString(455_600_000_000L + number * 10L + which);
    }

    private void makeKnown() {
        var contracts = List.of(contract(merchant(1), List.of("girocard", "Maestro")),
                contract(merchant(2), List.of("Mastercard", "Visa", "American Express")));
        var _ = world.office().send(Request.json("PUT", "/v1/stores/" + store,
                Map.of("legalEntity", LEGAL_ENTITY, "name", store, "zone", "Europe/Berlin", "currency", "EUR",
                        "agents", List.of(agentName(), otherAgent()), "cardContracts", contracts),
                world.ids().next().toString()));
    }

    private Map<String, Object> contract(String merchantId, List<String> cards) {
        return Map.of("acquirer", "nordpay", "merchantId", merchantId, "terminalId", terminalId(),
                "cardNames", cards, "validFrom", "2020-01-01");
    }

    private void enrol(String... more) {
        var command = new ArrayList<>(world.programs().agent("io.tillpost.edge.AgentMain", "enrol",
                "--config", config().toString(), "--url", world.officeUrl()));
        command.addAll(List.of(more));
        Path out = folder.resolve("enrol.log");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            try (var typed = process.outputWriter(StandardCharsets.US_ASCII)) {
                typed.write(code() + "\n");
            }
            if (!process.waitFor(ENROL_MAX_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new EnvironmentFault(store + " was not enrolled: " + Files.readString(out).strip());
            }
        } catch (IOException e) {
            throw new EnvironmentFault("cannot enrol " + store + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while enrolling " + store, e);
        }
    }

    private String code() {
        return world.office().send(Request.json("POST", "/v1/stores/" + store + "/enrolment-codes",
                Map.of("agent", agentName()), world.ids().next().toString())).required("code").asText();
    }

    /// @param devices whether it has the terminal, which one process alone can have
    private void writeConfig(Path file, Path dataFolder, int httpPort, boolean devices) {
        var config = new HashMap<String, Object>();
        config.put("place", Map.of("tenant", TENANT, "legalEntity", LEGAL_ENTITY, "store", store, "agent",
                agentName()));
        config.put("zone", "Europe/Berlin");
        config.put("currency", "EUR");
        config.put("receipt", Map.of("series", store, "header", List.of("ACME " + store)));
        config.put("dataFolder", dataFolder.toString());
        config.put("http", Map.of("host", OfficeFiles.LOOPBACK, "port", httpPort));
        config.put("uplink", Map.of("host", OfficeFiles.LOOPBACK, "port", line.port(), "reconnectMinMs", 200,
                "reconnectMaxMs", 1_500));
        config.put("headOffice", Map.of("url", world.officeUrl()));
        config.put("journal", journalSettings);
        config.put("tills", Stream.concat(TILLS.stream(), Stream.of(SPARE_TILL))
                .map(name -> till(name, devices))
                .toList());
        if (devices) {
            config.put("terminals", List.of(
                    Map.of("name", TERMINAL, "family", "zvt", "line", "serial:" + terminalLine())));
        }
        var _ = OfficeFiles.write(file, config);
    }

    private Map<String, String> till(String name, boolean devices) {
        return devices && name.equals(TILLS.getFirst())
                ? Map.of("name", name, "drawer", drawer(name), "terminal", TERMINAL)
                : Map.of("name", name, "drawer", drawer(name));
    }

    /// Stops its agent and its terminal; what they keep stays.
    @Override
    public void close() {
        agent.stop();
        terminal.stop();
        try {
            line.close();
        } catch (IOException e) {
            throw new EnvironmentFault("cannot close the line of " + store + ": " + e.getMessage(), e);
        }
    }
}
