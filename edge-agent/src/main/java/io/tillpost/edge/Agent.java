package io.tillpost.edge;

import io.tillpost.device.line.address.LineAddress;
import io.tillpost.device.printer.ReceiptPrinter;
import io.tillpost.device.printer.escpos.EscPosPrinter;
import io.tillpost.device.printer.escpos.EscPosTimings;
import io.tillpost.device.terminal.CardTerminal;
import io.tillpost.device.terminal.zvt.ZvtConfig;
import io.tillpost.device.terminal.zvt.ZvtConfig.Transport;
import io.tillpost.device.terminal.zvt.ZvtTerminal;
import io.tillpost.device.terminal.zvt.ZvtTimers;
import io.tillpost.edge.catalog.Catalog;
import io.tillpost.edge.catalog.WeighedBarcode;
import io.tillpost.edge.catalog.https.HeadOfficeCatalog;
import io.tillpost.edge.catalog.https.HeadOfficeFiles;
import io.tillpost.edge.command.CommandHandler;
import io.tillpost.edge.command.Commands;
import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.device.Devices;
import io.tillpost.edge.device.Health;
import io.tillpost.edge.device.HealthBoard;
import io.tillpost.edge.enrolment.BoxKeys;
import io.tillpost.edge.enrolment.Renewal;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.KeyCare;
import io.tillpost.edge.journal.Succession;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.operator.Approvals;
import io.tillpost.edge.operator.Operators;
import io.tillpost.edge.operator.Sessions;
import io.tillpost.edge.queue.Queue;
import io.tillpost.edge.rebuild.FollowedSuccession;
import io.tillpost.edge.settings.Alarm;
import io.tillpost.edge.settings.Settings;
import io.tillpost.edge.settings.SettingsStatus;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.sync.Downstream;
import io.tillpost.edge.sync.Identity;
import io.tillpost.edge.sync.Incidents;
import io.tillpost.edge.sync.TailSource;
import io.tillpost.edge.sync.Telemetry;
import io.tillpost.edge.sync.Timings;
import io.tillpost.edge.sync.Uplink;
import io.tillpost.edge.sync.https.HeadOfficeTail;
import io.tillpost.edge.sync.mqtt.Broker;
import io.tillpost.edge.sync.mqtt.MqttWire;
import io.tillpost.edge.till.AgentStatus;
import io.tillpost.edge.till.CatalogImport;
import io.tillpost.edge.till.KeyRoutes;
import io.tillpost.edge.till.People;
import io.tillpost.edge.till.QueueRoutes;
import io.tillpost.edge.till.Routes;
import io.tillpost.edge.till.Selling;
import io.tillpost.edge.till.SettingsRoutes;
import io.tillpost.edge.till.TakeOverRoutes;
import io.tillpost.edge.till.TillApi;
import io.tillpost.edge.till.TillSetup;
import io.tillpost.edge.till.Topic;
import io.tillpost.edge.till.http.ApiToken;
import io.tillpost.edge.till.http.TillAddress;
import io.tillpost.edge.till.http.TillKeys;
import io.tillpost.edge.till.http.TillServer;
import io.tillpost.edge.till.http.TraceContext;
import io.tillpost.edge.training.TrainingTerminal;
import io.tillpost.protocol.event.DeviceStateChanged;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.sync.StoreSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One running agent: everything a store's box does, wired by constructors. Opened in reading order, closed in reverse.
final class Agent implements AutoCloseable {
    /// Cash is taken to the last unit.

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Machine machine;
    private final BiConsumer<Path, String> broken;
    private AgentConfig config;
    private @Nullable TillServer server;

    private Agent(AgentConfig config, Machine machine, BiConsumer<Path, String> broken) {
        this.config = config;
        this.machine = machine;
        this.broken = broken;
    }

    /// Starts to sell. Fails with a message for people; nothing is left running then.
    static Agent start(AgentConfig config, Machine machine) throws IOException {
        return start(config, machine, (_, _) -> {});
    }

    /// Starts to sell.
    ///
    /// @param broken hears, on any thread, that the journal in a folder takes nothing any more and why: the agent has to be
    /// closed and started again
    static Agent start(AgentConfig config, Machine machine, BiConsumer<Path, String> broken)
            throws IOException {
        var agent = new Agent(config, machine, broken);
        try {
            agent.open(agent.drivers());
            return agent;
        } catch (IOException | RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    /// The drivers of a store.
    record Drivers(Map<String, CardTerminal> terminals, Map<String, ReceiptPrinter> printers) {}

    /// The port of the till's API.
    int port() {
        if (server == null) {
            throw new IllegalStateException("the agent has not started");
        }
        return server.port();
    }

    /// Has the till use a certificate that is new in its files.
    void lookAtKeys() {
        if (server != null) {
            server.lookAtKeys();
        }
    }

    private void open(Drivers drivers) throws IOException {
        var place = config.place();
        SellingRooms opened = part(SellingRooms.open(config, machine, Mode.LIVE));
        SqliteJournal journal = opened.journal();
        Shifts shifts = opened.shifts();
        watch(opened);
        opened.rebuilt();
        BoxKeys boxKeys = Box.keys(config, machine);
        Box box = box(boxKeys);
        AgentConfig own = config;
        Settings settings = box == null ? null : part(settings(box, own, journal, shifts));
        if (settings != null) {
            config = own.with(settings.now());
        }
        SellingRooms rooms = opened.with(config);
        var token = ApiToken.in(config.dataFolder(), machine.random());
        var devices = part(new Devices(drivers.terminals(), drivers.printers(),
                new HealthBoard((before, now) -> deviceChanged(rooms.watched(), shifts, before, now),
                        machine.clock())));
        var catalog = Catalog.open(journal, config.dataFolder().resolve("catalog"), config.currency(),
                machine.clock(), labels(config),
                () -> journal.read(view -> shifts.systemStamp(view, firstTill(), traceparent())));
        Renewal renewal = renewal(box, journal, shifts);
        HeadOfficeCatalog pulls = headOffice(box, catalog, journal, shifts);
        Selling live = rooms.on(devices, SellingRooms.byTill(config, AgentConfig.Till::printer), catalog);
        // What a recovery finds out of payments, their room has to look after.
        Succession succession = new FollowedSuccession(journal.succession(),
                () -> rooms.learned(live));
        boolean recovered = Recovering.run(journal, incidents(journal, shifts));
        SellingRooms.takeUp(live, devices, recovered);
        SellingRooms trainingRooms = part(SellingRooms.open(config, machine, Mode.TRAINING));
        watch(trainingRooms);
        Selling training = training(trainingRooms, devices, catalog);
        People people = people(journal, shifts);
        // Commands speak over the uplink, and it brings them.
        var line = new AtomicReference<@Nullable Uplink>();
        var status = new AgentStatus(place.store(), place.agent(), SellingRooms.SOFTWARE_VERSION, journal,
                journal.outbox(), shifts, live.shop().sales(), live.payments(), devices, live.blind(),
                () -> Optional.ofNullable(line.get()).map(Uplink::status),
                () -> Optional.ofNullable(renewal).flatMap(Renewal::status), journal::durability);
        lookAfter(journal, shifts);
        if (settings != null) {
            listen(new Speakers(box, renewal, settings, own, succession, line),
                    new Wired(rooms, live, trainingRooms, training, catalog), pulls, status);
        }
        Uplink uplink = line.get();
        if (uplink != null) {
            telemetry(journal, shifts);
        }
        Routes more = more(new CatalogImport(catalog, shifts, firstTill()),
                keys(journal, trainingRooms.journal(), boxKeys), settingsRoutes(settings),
                lineRoutes(journal, uplink));
        server = part(TillServer.start(address(), new TillApi(people, live, training, status, more), token,
                machine.ids(), machine.random(), machine.nanoTicker()));
    }

    /// Who this box is for head office; absent where the store has none.
    private @Nullable Box box(BoxKeys keys) throws IOException {
        if (config.uplink() == null && config.headOffice() == null) {
            return null;
        }
        Box box = Box.of(config, machine, keys);
        box.requireOwnConfiguration();
        return box;
    }

    private static Routes settingsRoutes(@Nullable Settings settings) {
        return new SettingsRoutes(() -> settings == null
                ? new SettingsStatus(0, null, null, null, 0, StoreSettings.NONE, null, null)
                : settings.status());
    }

    /// What goes to head office, why not yet, and a person's word on it.
    private static Routes lineRoutes(SqliteJournal journal, @Nullable Uplink uplink) {
        var queue = new Queue(journal.archive(), journal.outbox(),
                () -> Optional.ofNullable(uplink).map(Uplink::status),
                () -> uplink == null ? List.of() : uplink.setAside());
        return more(new QueueRoutes(queue), new TakeOverRoutes(uplink == null ? null : uplink::takeOver));
    }

    private void watch(SellingRooms rooms) {
        rooms.journal().onStop(why -> broken.accept(rooms.folder(), String.valueOf(why.getMessage())));
    }

    private Incidents incidents(SqliteJournal journal, Shifts shifts) {
        return new Incidents(journal,
                () -> journal.read(view -> shifts.systemStamp(view, firstTill(), traceparent())));
    }

    /// People hear of what is wrong with the disk, and copies are made.
    private void lookAfter(SqliteJournal journal, Shifts shifts) {
        journal.onTrouble(new DiskTrouble(incidents(journal, shifts)));
        Path backups = config.journal().backupFolder();
        if (backups != null) {
            journal.backUpDaily(backups, config.journal().backupsKept());
        }
    }

    /// No card terminal, no printer unless the store wants it, and no way to head office.
    private Selling training(SellingRooms rooms, Devices live, Catalog catalog) throws IOException {
        var terminals = new HashMap<String, CardTerminal>();
        for (AgentConfig.Terminal terminal : config.terminals()) {
            terminals.put(terminal.name(), new TrainingTerminal(config.currency(),
                    rooms.folder().resolve(terminal.name() + ".json")));
        }
        var devices = part(live.withTerminals(terminals, new HealthBoard((_, _) -> {}, machine.clock())));
        Selling selling = rooms.on(devices, config.staff().trainingPrints()
                ? SellingRooms.byTill(config, AgentConfig.Till::printer)
                : Map.of(), catalog);
        SellingRooms.takeUp(selling, devices, false);
        return selling;
    }

    private KeyRoutes keys(SqliteJournal live, SqliteJournal training, BoxKeys box) {
        var journals = new LinkedHashMap<String, KeyCare>();
        journals.put("live", live.keys());
        journals.put("training", training.keys());
        journals.put("identity", new BoxKeyCare(box));
        return new KeyRoutes(new StoreKeys(machine.masterKeys(), config.masterKey(), journals));
    }

    private static Routes more(Routes... parts) {
        return () -> Stream.of(parts).flatMap(part -> part.routes().stream()).toList();
    }

    private People people(SqliteJournal journal, Shifts shifts) throws IOException {
        var operators = new Operators(journal, shifts, machine.clock(), machine.random());
        Path file = config.staff().operatorsFile();
        if (file != null && operators.all().isEmpty()) {
            var _ = operators.begin(FirstOperators.read(file));
        }
        var setup = new TillSetup(config.place().store(), config.currency(), config.cashRoundingMinor(),
                config.staff().blindCount(), config.pricesIncludeTax(), config.tills()
                        .stream()
                        .map(till -> new TillSetup.Till(till.name(), till.drawer(), till.printer(),
                                till.terminal()))
                        .toList(),
                SellingRooms.SOFTWARE_VERSION);
        return new People(setup, operators,
                new Sessions(journal, operators, shifts, machine.clock(), machine.ids(), machine.random()),
                new Approvals(operators, machine.clock(), machine.random()));
    }

    private Drivers drivers() {
        var terminals = new TreeMap<String, CardTerminal>();
        for (AgentConfig.Terminal terminal : config.terminals()) {
            Transport transport = switch (terminal.line()) {
                case LineAddress.Serial _ -> Transport.SERIAL;
                case LineAddress.Tcp _ -> Transport.TCP;
            };
            terminals.put(terminal.name(), new ZvtTerminal(terminal.line(), new ZvtConfig(transport,
                    terminal.password(), config.currency(), ZvtConfig.TILL_COMPOSES_RECEIPTS,
                    ZvtTimers.standard()), machine.nanoTicker()));
        }
        var printers = new TreeMap<String, ReceiptPrinter>();
        for (AgentConfig.Printer printer : config.printers()) {
            printers.put(printer.name(), new EscPosPrinter(printer.line(), printer.model(),
                    EscPosTimings.DEFAULT, machine.nanoTicker()));
        }
        return new Drivers(terminals, printers);
    }

    private TillAddress address() {
        var tls = config.http().tls();
        return new TillAddress(config.http().host(), config.http().port(),
                tls == null ? null : new TillKeys(tls.certFile(), tls.keyFile()));
    }

    /// Looks after the certificate of an enrolled box.
    private @Nullable Renewal renewal(@Nullable Box box, SqliteJournal journal, Shifts shifts) {
        if (box == null || !Box.isEnrolledBy(config)) {
            return null;
        }
        Renewal renewal = part(box.renewal(new JournalAlarm(incidents(journal, shifts))));
        renewal.start();
        return renewal;
    }

    /// Who speaks with head office.
    private record Speakers(@Nullable Box box, @Nullable Renewal renewal, Settings settings, AgentConfig own,
            Succession succession,
            AtomicReference<@Nullable Uplink> line) {}

    /// Who acts on what it says.
    private record Wired(SellingRooms rooms, Selling live, SellingRooms trainingRooms, Selling training,
            Catalog catalog) {
        /// What can change while the agent runs.
        void apply(AgentConfig now) {
            catalog.labels(labels(now));
            live.receipts().look(rooms.look(now.receipt()));
            training.receipts().look(trainingRooms.look(now.receipt()));
        }
    }

    private void listen(Speakers speakers, Wired wired, @Nullable HeadOfficeCatalog pulls,
            AgentStatus status) throws IOException {
        SqliteJournal journal = wired.rooms.journal();
        Shifts shifts = wired.rooms.shifts();
        var commands = part(commands(journal, shifts, HeadOfficeCommands.all(wired.live, pulls,
                speakers.settings, status, () -> greet(speakers.line))));
        uplink(speakers.box, speakers.renewal, journal, shifts, speakers.succession,
                new FromHeadOffice(commands, speakers.settings)).ifPresent(one -> {
                    speakers.line.set(one);
                    one.onChange(() -> wired.live.live().changedEverywhere(Set.of(Topic.STATUS)));
                    commands.start(one::send);
                    speakers.settings.start(set -> wired.apply(speakers.own.with(set)));
                });
    }

    private static void greet(AtomicReference<@Nullable Uplink> line) {
        Uplink one = line.get();
        if (one != null) {
            one.greet();
        }
    }

    private Commands commands(SqliteJournal journal, Shifts shifts, List<CommandHandler> handlers) {
        return new Commands(config.place().agent(), journal,
                (view, traceparent) -> shifts.systemStamp(view, firstTill(), traceparent), handlers,
                machine.nanoTicker(), machine.failpoints());
    }

    /// @param own the box's own file, which counts for whatever head office leaves out
    private Settings settings(Box box, AgentConfig own, SqliteJournal journal, Shifts shifts)
            throws IOException {
        HeadOfficeFiles files = part(box.bundles());
        Incidents incidents = incidents(journal, shifts);
        return Settings.open(new Settings.Parts(journal, own.dataFolder().resolve("configuration"),
                view -> shifts.systemStamp(view, firstTill(), traceparent()), box.pointerCheck(), files::get,
                settings -> {
                    var _ = own.with(settings);
                }, new SettingsAlarm(incidents), machine.clock(), machine.failpoints()));
    }

    private record SettingsAlarm(Incidents incidents) implements Alarm {
        private static final String SUBJECT = "configuration";

        @Override
        public void raise(String kind, String evidence) {
            incidents.raise(kind, SUBJECT, evidence);
        }

        @Override
        public void settle() {
            incidents.settle(SUBJECT);
        }
    }

    private Optional<Uplink> uplink(@Nullable Box box, @Nullable Renewal renewal, SqliteJournal journal,
            Shifts shifts, Succession succession, Downstream downstream) throws IOException {
        var settings = config.uplink();
        if (settings == null || box == null) {
            return Optional.empty();
        }
        var me = new Identity(config.place().agent(), config.place().store(), SellingRooms.SOFTWARE_VERSION);
        Broker broker = box.broker(settings, renewal);
        var wire = new MqttWire(me, broker, machine.clock());
        return Optional.of(part(Uplink.start(me, journal, journal.outbox(),
                () -> journal.read(view -> shifts.systemStamp(view, firstTill(), traceparent())), wire,
                Timings.DEFAULT.withReconnect(settings.reconnectMin(), settings.reconnectMax()),
                machine.clock(), machine.nanoTicker(), machine.ids(), machine.random(),
                box.signer(settings, broker),
                new Uplink.Ancestry(journal.lineage(), succession, tails(box)), downstream,
                machine.failpoints())));
    }

    /// How the box does, for head office.
    private void telemetry(SqliteJournal journal, Shifts shifts) {
        var telemetry = part(new Telemetry(journal, journal.outbox(),
                () -> journal.read(view -> shifts.systemStamp(view, firstTill(), traceparent())),
                new BoxVitals(config.dataFolder(), journal.outbox(), machine.nanoTicker()), machine.clock(),
                config.telemetry().waitingMax()));
        telemetry.start(config.telemetry().every());
    }

    /// Where head office's rows are asked for.
    private TailSource tails(Box box) throws IOException {
        var settings = config.headOffice();
        return settings == null
                ? TailSource.none()
                : part(new HeadOfficeTail(box.headOffice(settings), config.place().agent(),
                        machine.nanoTicker()));
    }

    private @Nullable HeadOfficeCatalog headOffice(@Nullable Box box, Catalog catalog, Journal journal,
            Shifts shifts) throws IOException {
        var settings = config.headOffice();
        if (settings == null || box == null) {
            return null;
        }
        HeadOfficeCatalog pulls = part(HeadOfficeCatalog.open(box.headOffice(settings), catalog, journal,
                unit -> shifts.systemStamp(unit, firstTill(), traceparent()),
                machine.nanoTicker(), machine.random()));
        pulls.start();
        return pulls;
    }

    private void deviceChanged(Journal journal, Shifts shifts, Health before, Health now) {
        String till = config.tills()
                .stream()
                .filter(one -> now.device().equals(one.terminal()) || now.device().equals(one.printer()))
                .map(AgentConfig.Till::name)
                .findFirst()
                .orElseGet(this::firstTill);
        var _ = journal.commit(unit -> unit.append(shifts.systemStamp(unit, till, traceparent()),
                new DeviceStateChanged(now.device(), before.state().wireName(), now.state().wireName(),
                        now.detail())));
    }

    private static List<WeighedBarcode> labels(AgentConfig config) {
        return config.weighedBarcodes()
                .stream()
                .map(label -> new WeighedBarcode(label.prefix(), switch (label.holds()) {
                    case WEIGHT -> WeighedBarcode.Holds.WEIGHT;
                    case PRICE -> WeighedBarcode.Holds.PRICE;
                }))
                .toList();
    }

    private String firstTill() {
        return config.tills().getFirst().name();
    }

    private String traceparent() {
        return TraceContext.fresh(machine.random());
    }

    private <T extends AutoCloseable> T part(T opened) {
        parts.push(opened);
        return opened;
    }

    /// Stops shop: the API first, the journal last.
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.getLogger(Agent.class.getName())
                        .log(System.Logger.Level.WARNING, "a part did not close cleanly", e);
            }
        }
    }
}
