package io.tillpost.edge;

import io.tillpost.device.terminal.CardTerminal;
import io.tillpost.edge.catalog.Catalog;
import io.tillpost.edge.catalog.WeighedBarcode;
import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.device.Devices;
import io.tillpost.edge.device.Health;
import io.tillpost.edge.device.HealthBoard;
import io.tillpost.edge.enrolment.BoxKeys;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.KeyCare;
import io.tillpost.edge.journal.Succession;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.operator.Approvals;
import io.tillpost.edge.operator.Operators;
import io.tillpost.edge.operator.Sessions;
import io.tillpost.edge.rebuild.FollowedSuccession;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.sync.Incidents;
import io.tillpost.edge.till.AgentStatus;
import io.tillpost.edge.till.CatalogImport;
import io.tillpost.edge.till.KeyRoutes;
import io.tillpost.edge.till.People;
import io.tillpost.edge.till.Routes;
import io.tillpost.edge.till.Selling;
import io.tillpost.edge.till.TillApi;
import io.tillpost.edge.till.TillSetup;
import io.tillpost.edge.till.http.ApiToken;
import io.tillpost.edge.till.http.Pages;
import io.tillpost.edge.till.http.TillAddress;
import io.tillpost.edge.till.http.TillKeys;
import io.tillpost.edge.till.http.TillServer;
import io.tillpost.edge.training.TrainingTerminal;
import io.tillpost.protocol.event.DeviceStateChanged;
import io.tillpost.protocol.event.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// One running agent: everything a store's box does, wired by constructors. Opened in reading order, closed in reverse.
final class Agent implements AutoCloseable {
    private final Parts parts = new Parts();
    private final Machine machine;
    private final BiConsumer<Path, String> broken;
    private final Ahead<Pages> pages = Ahead.of("till-pages", Pages::read, _ -> {});
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
            agent.open(Drivers.of(config, machine.nanoTicker()));
            return agent;
        } catch (IOException | RuntimeException | Error e) {
            agent.close();
            throw e;
        }
    }

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

    private void requireCurrency(Optional<Currency> other) throws IOException {
        if (other.isPresent()) {
            throw new IOException("currency '" + config.currency() + "', expected " + other.get()
                    + ": the shifts and totals in " + config.dataFolder()
                    + " are in it for good; a store in another currency is a new store with a folder of its own");
        }
    }

    private void open(Drivers drivers) throws IOException {
        var place = config.place();
        SellingRooms opened = parts.add(SellingRooms.open(config, machine, Mode.LIVE));
        AgentConfig own = config;
        // Not before the live one, which makes the store's master key where there is none.
        var trainingAhead = parts.add(Ahead.of("open-training",
                () -> SellingRooms.open(own, machine, Mode.TRAINING), SellingRooms::close));
        SqliteJournal journal = opened.journal();
        Shifts shifts = opened.shifts();
        requireCurrency(journal.read(shifts::otherCurrency));
        var voice = new OwnVoice(journal, shifts, config.tills().getFirst().name(), machine.random());
        watch(opened);
        opened.rebuilt();
        BoxKeys boxKeys = Box.keys(config, machine);
        var line = new HeadOfficeLine(own, boxKeys, machine, parts, journal, voice);
        config = line.config();
        SellingRooms rooms = opened.with(config);
        var token = ApiToken.in(config.dataFolder(), machine.random());
        var devices = parts.add(new Devices(drivers.terminals(), drivers.printers(),
                new HealthBoard((before, now) -> deviceChanged(rooms.watched(), voice, before, now),
                        machine.clock())));
        var catalog = Catalog.open(journal, config.dataFolder().resolve("catalog"), config.currency(),
                machine.clock(), labels(config), voice::stamp);
        line.supply(catalog);
        Selling live = rooms.on(devices, SellingRooms.byTill(config, AgentConfig.Till::printer), catalog);
        // What a recovery finds out of payments, their room has to look after.
        Succession succession = new FollowedSuccession(journal.succession(), () -> rooms.learned(live));
        boolean recovered = Recovering.run(journal, opened::startOver, voice.incidents());
        SellingRooms.takeUp(live, devices, recovered);
        SellingRooms trainingRooms = parts.add(trainingAhead.take()).with(config);
        watch(trainingRooms);
        Selling training = training(trainingRooms, devices, catalog);
        People people = people(journal, shifts, voice.incidents());
        var status = new AgentStatus(place.store(), place.agent(), SellingRooms.SOFTWARE_VERSION, journal,
                journal.outbox(), shifts, live.shop().sales(), live.payments(), devices, live.blind(),
                line::status, line::certificate, journal::durability);
        lookAfter(journal, voice);
        line.listen(live, succession, status, now -> {
            catalog.labels(labels(now));
            live.receipts().look(rooms.look(now.receipt()));
            training.receipts().look(trainingRooms.look(now.receipt()));
        });
        parts.add(live.answers()).start();
        parts.add(training.answers()).start();
        Routes more = Routes.of(new CatalogImport(catalog, shifts, voice.till()),
                keys(journal, trainingRooms.journal(), boxKeys), line.routes());
        server = parts.add(TillServer.start(address(), new TillApi(people, live, training, status, more),
                pages.take(), token, machine.ids(), machine.random(), machine.nanoTicker()));
    }

    private void watch(SellingRooms rooms) {
        rooms.journal().onStop(why -> broken.accept(rooms.folder(), String.valueOf(why.getMessage())));
    }

    /// People hear of what is wrong with the disk, and copies are made.
    private void lookAfter(SqliteJournal journal, OwnVoice voice) {
        journal.onTrouble(new DiskTrouble(voice.incidents()));
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
        var devices = parts
                .add(live.withTerminals(terminals, new HealthBoard((_, _) -> {}, machine.clock())));
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

    private People people(SqliteJournal journal, Shifts shifts, Incidents incidents) throws IOException {
        var operators = new Operators(journal, shifts, machine.clock(), machine.random());
        FirstOperators.takeOn(operators, config.staff().operatorsFile(), incidents);
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

    private TillAddress address() {
        var tls = config.http().tls();
        return new TillAddress(config.http().host(), config.http().port(),
                tls == null ? null : new TillKeys(tls.certFile(), tls.keyFile()));
    }

    private void deviceChanged(Journal journal, OwnVoice voice, Health before, Health now) {
        String till = config.tills()
                .stream()
                .filter(one -> now.device().equals(one.terminal()) || now.device().equals(one.printer()))
                .map(AgentConfig.Till::name)
                .findFirst()
                .orElse(voice.till());
        var _ = journal.commit(unit -> unit.append(voice.stamp(unit, till),
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

    /// Stops shop: the API first, the journal last.
    @Override
    public void close() {
        parts.close();
    }
}
