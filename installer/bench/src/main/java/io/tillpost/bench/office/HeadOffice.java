package io.tillpost.bench.office;

import io.tillpost.central.database.DatabaseSettings;
import io.tillpost.central.database.DatabaseSettings.Durability;
import io.tillpost.installer.postgres.PostgresServer;
import io.tillpost.installer.shop.ClassPaths;
import io.tillpost.installer.stage.OfficeCommands;
import io.tillpost.installer.stage.OfficeConfig;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.supervisor.Ports;
import io.tillpost.installer.supervisor.Program;
import io.tillpost.installer.supervisor.RunningProgram;
import io.tillpost.installer.supervisor.Supervisor;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Head office as it is installed: PostgreSQL, the built-in broker and a node, each a process of its own, both JVMs with
/// both compilers and a heap of 512 MiB, configured by files, with encryption at rest, row-level security and signed batches. Stores
/// and their boxes are made by its API.
public final class HeadOffice implements AutoCloseable {
    /// The tenant that everything belongs to.
    public static final String TENANT = "bench";
    /// The legal entity of its stores.
    public static final String LEGAL_ENTITY = "bench-gmbh";
    /// Where everything listens.
    public static final String LOOPBACK = "127.0.0.1";
    private static final Duration START_MAX = Duration.ofMinutes(2);
    private static final Map<String, Integer> OFTEN = Map.of("requests", 10_000_000, "seconds", 1);
    private static final String NODE = "central";
    /// Enough for 500 stores at once.
    private static final String HEAP = "-Xmx512m";
    /// What short-lived programs are started with; a node that is measured runs as it does in production.
    private static final String FIRST_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";

    private final Path folder;
    private final Supervisor supervisor;
    private final PostgresServer postgres;
    private final RunningProgram node;
    private final int apiPort;
    private final int brokerPort;
    private final Enroller enroller;

    /// Starts all and waits until the node serves.
    ///
    /// @param home the checkout, with its modules built
    public HeadOffice(Path home, Path folder, Ports ports, String password) throws IOException {
        this.folder = folder;
        this.apiPort = ports.free();
        this.brokerPort = ports.free();
        this.supervisor = new Supervisor(folder.resolve("running"), _ -> {});
        try {
            this.postgres = PostgresServer.start(supervisor,
                    List.of(home.resolve("installer/target/postgresql"), folder.resolve("postgres-programs")),
                    folder.resolve("postgres"), ports.free(), password);
            write("central.json", centralConfig());
            var commands = new OfficeCommands(folder.resolve("central.json"), TENANT);
            commands.certificates(folder);
            write("agents.json", Map.of("agents", Map.of()));
            write("broker.json", brokerConfig());
            var programs = new ClassPaths(home, Path.of(System.getProperty("java.home")));
            var broker = start("broker", programs.central("io.tillpost.central.broker.BrokerMain",
                    file("broker.json")));
            supervisor.await(broker, START_MAX, () -> broker.said("listening on "));
            this.node = start("central",
                    programs.central("io.tillpost.central.CentralMain", "run", "--config",
                            file("central.json")));
            supervisor.await(node, START_MAX, () -> node.said("ready "));
            this.enroller = new Enroller(uri(), commands.client("bench", Enroller.SCOPES));
        } catch (IOException | RuntimeException e) {
            supervisor.close();
            throw e;
        }
    }

    private RunningProgram start(String name, List<String> command) {
        var full = new ArrayList<>(command);
        full.remove(FIRST_COMPILER_ONLY);
        full.add(1, HEAP);
        return supervisor.start(Program.of(name, full, folder, folder.resolve(name + ".log")));
    }

    private Map<String, Object> centralConfig() {
        var limits = Map.of("caller", OFTEN, "documents", OFTEN, "doors", OFTEN, "refused", OFTEN,
                "wrongSecrets", 10_000_000);
        return Map.of("http", Map.of("host", LOOPBACK, "port", apiPort), "database",
                OfficeConfig.database(postgres), "broker",
                Map.of("host", LOOPBACK, "port", brokerPort, "caFile", file("authority.pem"), "certFile",
                        file("central.pem"), "keyFile", file("central.key.pem")),
                "enrolment",
                Map.of("brokerHost", LOOPBACK, "brokerPort", brokerPort, "brokerFiles",
                        Map.of("agentsFile", file("agents.json"))),
                "issuer", uri().toString(), "limits", limits);
    }

    private Map<String, Object> brokerConfig() {
        return new OfficeConfig(folder, folder.resolve("agents.json"), brokerPort)
                .broker(folder.resolve("broker"), List.of(NODE));
    }

    private void write(String name, Map<String, Object> content) throws IOException {
        Files.write(folder.resolve(name), Json.write(content));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private URI uri() {
        return URI.create("http://" + LOOPBACK + ":" + apiPort);
    }

    /// Makes stores known and enrols a box for each; the broker knows them a second or two later.
    ///
    /// @param stores their names
    public List<Box> enrol(List<String> stores) throws IOException {
        var boxes = new ArrayList<Box>();
        for (String store : stores) {
            boxes.add(enroller.enrol(store));
        }
        return boxes;
    }

    /// Where boxes deliver their journals.
    public int brokerPort() {
        return brokerPort;
    }

    /// The node's own login at the database.
    public DatabaseSettings database(int pool) throws IOException {
        return settings(PostgresServer.NODE, pool);
    }

    /// The owner's login at the database.
    public DatabaseSettings owner() throws IOException {
        return settings(PostgresServer.USER, 1);
    }

    private DatabaseSettings settings(String login, int pool) throws IOException {
        return new DatabaseSettings(postgres.jdbcUrl(), login,
                Files.readString(postgres.passwordFile(login)).strip(), pool, Durability.REQUIRED);
    }

    /// How much memory the node has resident, and had at most, in bytes (Linux, proc_pid_status(5)).
    public long nodePeakBytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + node.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElseThrow(() -> new EnvironmentFault(
                            "this machine does not say how much memory a process has (no VmHWM in /proc)"));
        }
    }

    @Override
    public void close() {
        enroller.close();
        supervisor.close();
    }
}
