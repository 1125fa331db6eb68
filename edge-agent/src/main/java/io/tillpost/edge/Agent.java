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
import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.device.Devices;
import io.tillpost.edge.device.Health;
import io.tillpost.edge.device.HealthBoard;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.receipt.Receipts;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.sync.Identity;
import io.tillpost.edge.sync.Timings;
import io.tillpost.edge.sync.Uplink;
import io.tillpost.edge.sync.mqtt.MqttSettings;
import io.tillpost.edge.sync.mqtt.MqttWire;
import io.tillpost.edge.till.AgentStatus;
import io.tillpost.edge.till.Live;
import io.tillpost.edge.till.LiveJournal;
import io.tillpost.edge.till.TillApi;
import io.tillpost.edge.till.Topic;
import io.tillpost.edge.till.http.ApiToken;
import io.tillpost.edge.till.http.TillServer;
import io.tillpost.edge.till.http.TraceContext;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.DeviceStateChanged;
import io.tillpost.protocol.event.Mode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One running agent: everything a store's box does, wired by constructors. Opened in reading order, closed in reverse.
final class Agent implements AutoCloseable {
    private static final String SOFTWARE_VERSION = Optional
            .ofNullable(Agent.class.getPackage().getImplementationVersion())
            .orElse("0.1.0");

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

    private void open(Drivers drivers) throws IOException {
        var place = config.place();
        var sqlite = part(SqliteJournal.open(config.dataFolder(), new Origin(place.tenant(),
                place.legalEntity(),
                place.store(), place.agent(), config.zone(), SOFTWARE_VERSION), machine.clock(),
                machine.ids(), machine.nanoTicker()));
        var live = new Live();
        var journal = new LiveJournal(sqlite, live);
        var token = ApiToken.in(config.dataFolder(), machine.random());
        var shifts = new Shifts(byTill(AgentConfig.Till::drawer), config.currency(), config.zone(),
                machine.clock(), machine.ids());
        var rules = new Sales.Rules(config.receipt().series(), config.pricesIncludeTax(), config.taxRule(),
                config.currency());
        var sales = new Sales(shifts, rules, machine.clock(), machine.ids());
        var refunds = new Refunds(sales, shifts, rules, machine.clock());
        var devices = part(new Devices(drivers.terminals(), drivers.printers(),
                new HealthBoard((before, now) -> deviceChanged(journal, shifts, before, now),
                        machine.clock())));
        // Receipts show card facts, and card payments bring receipts about.
        var printing = new AtomicReference<@Nullable Receipts>();
        var payments = new CardPayments(journal, devices, sales, refunds, machine.clock(), machine.ids(),
                new AttemptNews(live, printing));
        var receipts = new Receipts(journal, sales, refunds, shifts, payments, devices,
                byTill(AgentConfig.Till::printer), look(Mode.LIVE), this::traceparent);
        printing.set(receipts);
        payments.resume();
        devices.watch(payments::firstContact);
        Optional<Uplink> uplink = uplink(sqlite, shifts);
        uplink.ifPresent(one -> one.onChange(() -> live.changedEverywhere(Set.of(Topic.STATUS))));
        var status = new AgentStatus(place.store(), place.agent(), SOFTWARE_VERSION, journal,
                sqlite.outbox(),
                shifts, sales, payments, devices, () -> uplink.map(Uplink::status));
        var api = TillApi.of(journal, shifts, sales, payments, receipts, status,
                byTill(AgentConfig.Till::terminal), live, byTill(AgentConfig.Till::name).keySet());
        server = part(TillServer.start(config.http().host(), config.http().port(), api, token, machine.ids(),
                machine.random(), machine.nanoTicker()));
    }

    /// Money that a card moved may have completed a sale or refund, and screens show how it gets on.
    private record AttemptNews(Live live, AtomicReference<@Nullable Receipts> receipts)
            implements
            CardPayments.Listener {
        @Override
        public void moved(Attempt attempt) {
            Receipts printing = receipts.get();
            if (printing == null) {
                return;
            }
            if (attempt.refund() == null) {
                printing.print(attempt.sale());
            } else {
                printing.print(attempt.refund());
            }
        }

        @Override
        public void changed(AttemptId attempt) {
            live.changedEverywhere(Set.of(Topic.ATTEMPT));
        }
    }

    private Receipts.Look look(Mode mode) {
        return new Receipts.Look(config.receipt().header(), config.receipt().footer(),
                config.receipt().language(), config.zone(), mode);
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

    private Optional<Uplink> uplink(SqliteJournal journal, Shifts shifts) {
        var settings = config.uplink();
        if (settings == null) {
            return Optional.empty();
        }
        var me = new Identity(config.place().agent(), config.place().store(), SOFTWARE_VERSION);
        var wire = new MqttWire(me, new MqttSettings(settings.host(), settings.port(), settings.certFile(),
                settings.keyFile(), settings.caFile()), machine.clock());
        return Optional.of(part(Uplink.start(me, journal, journal.outbox(),
                () -> journal.read(view -> shifts.systemStamp(view, firstTill(), traceparent())), wire,
                Timings.DEFAULT.withReconnect(settings.reconnectMin(), settings.reconnectMax()),
                machine.clock(), machine.nanoTicker(), machine.ids(), machine.random())));
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

    private String firstTill() {
        return config.tills().getFirst().name();
    }

    private String traceparent() {
        return TraceContext.fresh(machine.random());
    }

    private Map<String, String> byTill(Function<AgentConfig.Till, @Nullable String> what) {
        var found = new HashMap<String, String>();
        for (AgentConfig.Till till : config.tills()) {
            String value = what.apply(till);
            if (value != null) {
                found.put(till.name(), value);
            }
        }
        return found;
    }

    private <T extends AutoCloseable> T part(T opened) {
        parts.push(opened);
        return opened;
    }

    /// Stops selling: the API first, the journal last.
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
