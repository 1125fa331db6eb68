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
import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.device.Devices;
import io.tillpost.edge.device.Health;
import io.tillpost.edge.device.HealthBoard;
import io.tillpost.edge.enrolment.BoxKeys;
import io.tillpost.edge.enrolment.Renewal;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.KeyCare;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.operator.Approvals;
import io.tillpost.edge.operator.Operators;
import io.tillpost.edge.operator.Sessions;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.sync.Identity;
import io.tillpost.edge.sync.Incidents;
import io.tillpost.edge.sync.Timings;
import io.tillpost.edge.sync.Uplink;
import io.tillpost.edge.sync.mqtt.Broker;
import io.tillpost.edge.sync.mqtt.MqttWire;
import io.tillpost.edge.till.AgentStatus;
import io.tillpost.edge.till.CatalogImport;
import io.tillpost.edge.till.KeyRoutes;
import io.tillpost.edge.till.People;
import io.tillpost.edge.till.Routes;
import io.tillpost.edge.till.Selling;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One running agent: everything a store's box does, wired by constructors. Opened in reading order, closed in reverse.
final class Agent implements AutoCloseable {
    /// Cash is taken to the last unit.

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final AgentConfig config;
    private final Machine machine;
    private @Nullable TillServer server;

    private Agent(AgentConfig config, Machine machine) {
        this.config = config;
        this.machine = machine;
    }

    /// Starts to sell. Fails with a message for people; nothing is left running then.
    static Agent start(AgentConfig config, Machine machine) throws IOException {
        var agent = new Agent(config, machine);
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
        SellingRooms rooms = part(SellingRooms.open(config, machine, Mode.LIVE));
        SqliteJournal journal = rooms.journal();
        Shifts shifts = rooms.shifts();
        var token = ApiToken.in(config.dataFolder(), machine.random());
        var devices = part(new Devices(drivers.terminals(), drivers.printers(),
                new HealthBoard((before, now) -> deviceChanged(rooms.watched(), shifts, before, now),
                        machine.clock())));
        var catalog = Catalog.open(journal, config.dataFolder().resolve("catalog"), config.currency(),
                machine.clock(), labels(),
                () -> journal.read(view -> shifts.systemStamp(view, firstTill(), traceparent())));
        BoxKeys boxKeys = Box.keys(config, machine);
        Box box = config.uplink() == null && config.headOffice() == null
                ? null
                : Box.of(config, machine, boxKeys);
        if (box != null) {
            box.requireOwnConfiguration();
        }
        Renewal renewal = renewal(box, journal, shifts);
        headOffice(box, catalog, journal, shifts);
        Selling live = rooms.on(devices, SellingRooms.byTill(config, AgentConfig.Till::printer), catalog);
        SellingRooms trainingRooms = part(SellingRooms.open(config, machine, Mode.TRAINING));
        Selling training = training(trainingRooms, devices, catalog);
        People people = people(journal, shifts);
        Optional<Uplink> uplink = uplink(box, renewal, journal, shifts);
        uplink.ifPresent(one -> one.onChange(() -> live.live().changedEverywhere(Set.of(Topic.STATUS))));
        var status = new AgentStatus(place.store(), place.agent(), SellingRooms.SOFTWARE_VERSION, journal,
                journal.outbox(), shifts, live.shop().sales(), live.payments(), devices, live.blind(),
                () -> uplink.map(Uplink::status),
                () -> Optional.ofNullable(renewal).flatMap(Renewal::status));
        server = part(TillServer.start(address(),
                new TillApi(people, live, training, status,
                        more(new CatalogImport(catalog, shifts, firstTill()),
                                keys(journal, trainingRooms.journal(), boxKeys))),
                token, machine.ids(), machine.random(),
                machine.nanoTicker()));
    }

    /// No card terminal, no printer unless the store wants it, and no way to head office.
    private Selling training(SellingRooms rooms, Devices live, Catalog catalog) throws IOException {
        var terminals = new HashMap<String, CardTerminal>();
        for (AgentConfig.Terminal terminal : config.terminals()) {
            terminals.put(terminal.name(), new TrainingTerminal(config.currency(),
                    rooms.folder().resolve(terminal.name() + ".json")));
        }
        var devices = part(live.withTerminals(terminals, new HealthBoard((_, _) -> {}, machine.clock())));
        return rooms.on(devices, config.staff().trainingPrints()
                ? SellingRooms.byTill(config, AgentConfig.Till::printer)
                : Map.of(), catalog);
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
        Renewal renewal = part(box.renewal(new JournalAlarm(new Incidents(journal,
                () -> journal.read(view -> shifts.systemStamp(view, firstTill(), traceparent()))))));
        renewal.start();
        return renewal;
    }

    private Optional<Uplink> uplink(@Nullable Box box, @Nullable Renewal renewal, SqliteJournal journal,
            Shifts shifts) {
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
                box.signer(settings, broker), machine.failpoints())));
    }

    private void headOffice(@Nullable Box box, Catalog catalog, Journal journal, Shifts shifts)
            throws IOException {
        var settings = config.headOffice();
        if (settings == null || box == null) {
            return;
        }
        part(HeadOfficeCatalog.open(box.headOffice(settings), catalog, journal,
                unit -> shifts.systemStamp(unit, firstTill(), traceparent()),
                machine.nanoTicker(), machine.random())).start();
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

    private List<WeighedBarcode> labels() {
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
