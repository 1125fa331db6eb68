package io.tillpost.installer.faults.world;

import io.tillpost.installer.postgres.PostgresServer;
import io.tillpost.installer.shop.ClassPaths;
import io.tillpost.installer.stage.OfficeCommands;
import io.tillpost.installer.stage.OfficeHttp;
import io.tillpost.installer.stage.Pause;
import io.tillpost.installer.stage.RestClient;
import io.tillpost.installer.stage.TokenAccess;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.installer.supervisor.Ports;
import io.tillpost.installer.supervisor.Supervisor;
import io.tillpost.protocol.journal.IdSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Head office and its stores on this machine. PostgreSQL makes everything durable, the broker is the built-in one, boxes
/// are enrolled by code. Used by one thread.
public final class World implements AutoCloseable {
    private static final List<String> SCOPES = List.of("payments:read", "ledger:read", "stores:read",
            "stores:manage", "devices:enrol");
    private static final int PASSWORD_BYTES = 16;
    private static final Duration POSTGRES_ENDS_WITHIN = Duration.ofSeconds(30);

    private final Ground ground;
    private final Layout layout;
    private final Supervisor supervisor;
    private final Ports ports;
    private final ClassPaths programs;
    private final OfficeFiles files;
    private final int brokerPort;
    private final PostgresServer postgres;
    private final Piece broker;
    private final Piece node;
    private final Piece secondNode;
    private final RestClient office;
    private final IdSource ids;
    private final List<Box> boxes = new ArrayList<>();
    private @Nullable Box shared;
    private int stores;

    /// Brings head office up.
    ///
    /// @param folder for everything that is kept
    /// @param tell hears, for people, of what has come up
    public World(Ground ground, Path folder, Consumer<String> tell) {
        this.ground = ground;
        this.layout = new Layout(folder);
        this.ids = IdSource.uuidV7(ground.clock(), ground.random());
        makeFolder(layout.logs());
        this.supervisor = new Supervisor(layout.running(), _ -> {});
        var _ = supervisor.endLeftOvers();
        this.ports = new Ports(Path.of(System.getProperty("java.io.tmpdir")));
        this.programs = new ClassPaths(ground.home(), Path.of(System.getProperty("java.home")));
        try {
            this.brokerPort = ports.free();
            int nodePort = ports.free();
            this.files = new OfficeFiles(layout, brokerPort, nodePort);
            this.postgres = startPostgres();
            tell.accept("PostgreSQL runs, fsync on");
            Path config = files.node("central", nodePort, postgres);
            var commands = new OfficeCommands(config, Box.TENANT);
            certificates(commands);
            this.broker = piece("broker", "listening on ", programs
                    .central("io.tillpost.central.broker.BrokerMain", files.broker().toString()));
            this.node = node("central", config);
            this.secondNode = node("central-2", files.node("central-2", ports.free(), postgres));
            startBoth();
            tell.accept("broker and head office run");
            this.office = office(commands);
        } catch (RuntimeException e) {
            supervisor.close();
            ports.close();
            throw e;
        }
    }

    private void startBoth() {
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture.allOf(CompletableFuture.runAsync(broker::start, workers),
                    CompletableFuture.runAsync(node::start, workers)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof EnvironmentFault fault ? fault : e;
        }
    }

    private PostgresServer startPostgres() {
        var password = new byte[PASSWORD_BYTES];
        ground.random().nextBytes(password);
        return PostgresServer.start(supervisor,
                List.of(ground.home().resolve("installer/target/postgresql"),
                        layout.root().resolve("programs")),
                layout.postgres(), ports.free(), HexFormat.of().formatHex(password));
    }

    private void certificates(OfficeCommands commands) {
        makeFolder(layout.certificates());
        commands.certificates(layout.certificates());
        OfficeFiles.NODES.stream().skip(1).forEach(name -> commands.node(layout.certificates(), name));
    }

    private RestClient office(OfficeCommands commands) {
        var client = commands.client("faults-" + HexFormat.of().toHexDigits(ground.random().nextInt()),
                SCOPES);
        var http = OfficeHttp.trusting(layout.certificates().resolve("authority.pem"));
        return new RestClient("head office", files.url(), http,
                new TokenAccess(http, files.url(), client.id(), client.secret()), ground.nanoTime());
    }

    private Piece node(String name, Path config) {
        return piece(name, "ready ", programs.central("io.tillpost.central.CentralMain", "run", "--config",
                config.toString()));
    }

    Piece piece(String name, String readyWord, List<String> command) {
        return new Piece(supervisor, name, layout.logs(), command, readyWord, ground.nanoTime());
    }

    /// The node of head office.
    public Piece node() {
        return node;
    }

    /// Another one, which does not run unless a fault starts it.
    public Piece secondNode() {
        return secondNode;
    }

    /// The broker.
    public Piece broker() {
        return broker;
    }

    /// The database.
    public PostgresServer postgres() {
        return postgres;
    }

    /// Ends PostgreSQL with this signal and starts it again.
    public void restartPostgres(String signal) {
        stopPostgres(signal);
        startPostgresAgain();
    }

    /// Ends PostgreSQL in good order.
    public void stopPostgres() {
        stopPostgres("INT");
    }

    /// Starts PostgreSQL after [#stopPostgres()].
    public void startPostgresAgain() {
        postgres.startAgain(supervisor);
    }

    private void stopPostgres(String signal) {
        Shell.run("kill", "-s", signal, Long.toString(postgres.process().pid()));
        Pause.until("PostgreSQL ends", POSTGRES_ENDS_WITHIN, ground.nanoTime(),
                () -> !postgres.process().isAlive());
        supervisor.stop(postgres.process());
    }

    /// Where PostgreSQL keeps its data.
    public Path postgresData() {
        return layout.postgres().resolve("data");
    }

    /// The broker's data, which only exist while it has something to keep.
    public Path brokerData() {
        return layout.broker();
    }

    /// The file by which the broker knows who may come in.
    public Path brokerAgents() {
        return files.agentsFile();
    }

    /// Where certificates of head office's authority lie: `authority.pem`, and `recorder.pem` with its key for whoever
    /// listens to what boxes send.
    public Path certificates() {
        return layout.certificates();
    }

    /// The port of the broker itself; boxes have a [io.tillpost.installer.faults.proxy.Proxy] before it.
    public int brokerPort() {
        return brokerPort;
    }

    /// Head office's API.
    public RestClient office() {
        return office;
    }

    /// What everything at rest in the database is sealed with.
    public Path masterKey() {
        return layout.config().resolve("master.key");
    }

    /// Head office's URL.
    public String officeUrl() {
        return files.url();
    }

    /// Ids for requests.
    public IdSource ids() {
        return ids;
    }

    /// What the machine gives.
    public Ground ground() {
        return ground;
    }

    ClassPaths programs() {
        return programs;
    }

    Ports ports() {
        return ports;
    }

    /// The box that faults share which leave it whole; brought up when it is first asked for.
    public Box sharedBox() {
        var box = shared;
        if (box == null) {
            box = newBox();
            shared = box;
        }
        return box;
    }

    /// Nobody uses the shared box any more: the next one that is asked for is new.
    public void abandonSharedBox() {
        shared = null;
    }

    /// Whether this is the shared one.
    public boolean isShared(Box box) {
        return box == shared;
    }

    /// A box of a new store, enrolled and selling.
    public Box newBox() {
        String store = nextStore();
        return newBox(store, layout.box(store).resolve("data"));
    }

    /// Likewise, with its data in a folder of the caller's.
    public Box newBox(String store, Path data) {
        return newBox(store, data, Map.of());
    }

    /// Likewise, with these settings of `journal` (docs/reference/agent-config.md).
    public Box newBox(String store, Path data, Map<String, Object> journalSettings) {
        var box = new Box(this, store, stores, layout.box(store), data);
        boxes.add(box);
        box.open(journalSettings);
        return box;
    }

    /// A box whose tail mirror is on another device than its data, which is a folder beside them here.
    public Box newBoxWithMirrorElsewhere() {
        String store = nextStore();
        return newBox(store, layout.box(store).resolve("data"),
                Map.of("mirrorFolder", layout.box(store).resolve("mirror").toString()));
    }

    /// The name of a store that there was not.
    public String nextStore() {
        stores++;
        return "faults-" + stores;
    }

    /// A folder for what belongs to a store and is no data of its box.
    public Path folder(String store) {
        return makeFolder(layout.box(store));
    }

    /// Head office and the lines are whole when this returns, whatever was done to them; the second node is away.
    public void heal() {
        boxes.forEach(box -> box.line().line(io.tillpost.installer.faults.proxy.Proxy.Line.GOOD));
        if (!postgres.process().isAlive()) {
            postgres.startAgain(supervisor);
        }
        broker.heal();
        node.heal();
        secondNode.stop();
    }

    static Path makeFolder(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new EnvironmentFault("cannot make " + folder + ": " + e.getMessage(), e);
        }
    }

    /// Stops everything.
    @Override
    public void close() {
        for (Piece piece : List.of(broker, node, secondNode)) {
            piece.resume();
        }
        boxes.forEach(Box::close);
        supervisor.close();
        ports.close();
    }
}
