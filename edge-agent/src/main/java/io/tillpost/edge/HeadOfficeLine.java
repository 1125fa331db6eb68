package io.tillpost.edge;

import io.tillpost.edge.catalog.Catalog;
import io.tillpost.edge.catalog.https.HeadOfficeCatalog;
import io.tillpost.edge.catalog.https.HeadOfficeFiles;
import io.tillpost.edge.command.Commands;
import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.enrolment.BoxKeys;
import io.tillpost.edge.enrolment.IdentityStatus;
import io.tillpost.edge.enrolment.Renewal;
import io.tillpost.edge.journal.Succession;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.queue.Queue;
import io.tillpost.edge.settings.Alarm;
import io.tillpost.edge.settings.Settings;
import io.tillpost.edge.settings.SettingsStatus;
import io.tillpost.edge.sync.Identity;
import io.tillpost.edge.sync.Incidents;
import io.tillpost.edge.sync.Pace;
import io.tillpost.edge.sync.Speaker;
import io.tillpost.edge.sync.Story;
import io.tillpost.edge.sync.SyncStatus;
import io.tillpost.edge.sync.TailSource;
import io.tillpost.edge.sync.Telemetry;
import io.tillpost.edge.sync.Timings;
import io.tillpost.edge.sync.Uplink;
import io.tillpost.edge.sync.https.HeadOfficeTail;
import io.tillpost.edge.sync.mqtt.Broker;
import io.tillpost.edge.sync.mqtt.MqttWire;
import io.tillpost.edge.till.AgentStatus;
import io.tillpost.edge.till.QueueRoutes;
import io.tillpost.edge.till.Routes;
import io.tillpost.edge.till.Selling;
import io.tillpost.edge.till.SettingsRoutes;
import io.tillpost.edge.till.TakeOverRoutes;
import io.tillpost.edge.till.Topic;
import io.tillpost.protocol.sync.StoreSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All that goes between this box and head office: its configuration, certificate, catalogue and commands, the events and
/// how the box does. Opened bit by bit by one thread, in the order of the methods; a store that has no head office has one
/// that does nothing.
final class HeadOfficeLine {
    private final AgentConfig own;
    private final Machine machine;
    private final Parts parts;
    private final SqliteJournal journal;
    private final OwnVoice voice;
    private final @Nullable Box box;
    private final @Nullable Settings settings;
    private final AgentConfig config;
    /// Commands speak over the uplink, and it brings them.
    private volatile @Nullable Uplink uplink;
    private @Nullable Renewal renewal;
    private @Nullable HeadOfficeCatalog pulls;

    /// Reads what head office has last said of the configuration.
    ///
    /// @param own the box's own file, which counts for whatever head office leaves out
    HeadOfficeLine(AgentConfig own, BoxKeys keys, Machine machine, Parts parts, SqliteJournal journal,
            OwnVoice voice) throws IOException {
        this.own = own;
        this.machine = machine;
        this.parts = parts;
        this.journal = journal;
        this.voice = voice;
        this.box = box(own, keys, machine);
        this.settings = box == null ? null : parts.add(settings(box));
        this.config = settings == null ? own : own.with(settings.now());
    }

    /// The box's own file, and what head office says of it.
    AgentConfig config() {
        return config;
    }

    private static @Nullable Box box(AgentConfig own, BoxKeys keys, Machine machine) throws IOException {
        if (own.uplink() == null && own.headOffice() == null) {
            return null;
        }
        Box box = Box.of(own, machine, keys);
        box.requireOwnConfiguration();
        return box;
    }

    private Settings settings(Box box) throws IOException {
        HeadOfficeFiles files = parts.add(box.bundles());
        return Settings.open(new Settings.Parts(journal, own.dataFolder().resolve("configuration"),
                voice::stamp, box.pointerCheck(), files::get, settings -> {
                    var _ = own.with(settings);
                }, new SettingsAlarm(voice.incidents()), machine.clock(), machine.failpoints()));
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

    /// Looks after the certificate of an enrolled box, and fetches catalogues.
    void supply(Catalog catalog) throws IOException {
        if (box == null) {
            return;
        }
        if (Box.isEnrolledBy(config)) {
            renewal = parts.add(box.renewal(new JournalAlarm(voice.incidents())));
            renewal.start();
        }
        var headOffice = config.headOffice();
        if (headOffice != null) {
            pulls = parts.add(HeadOfficeCatalog.open(box.headOffice(headOffice), catalog, journal,
                    voice::stamp, machine.nanoTicker(), machine.random()));
            pulls.start();
        }
    }

    /// How the certificate does.
    Optional<IdentityStatus> certificate() {
        return Optional.ofNullable(renewal).flatMap(Renewal::status);
    }

    /// How the uplink does; empty without one.
    Optional<SyncStatus> status() {
        return Optional.ofNullable(uplink).map(Uplink::status);
    }

    /// Begins to speak and to listen.
    ///
    /// @param live acts on commands
    /// @param apply has new settings count
    void listen(Selling live, Succession succession, AgentStatus status, Consumer<AgentConfig> apply)
            throws IOException {
        if (box == null || settings == null) {
            return;
        }
        Settings heard = settings;
        var commands = parts.add(new Commands(config.place().agent(), journal, voice::stampFor,
                HeadOfficeCommands.all(live, pulls, heard, status, this::greet), machine.nanoTicker(),
                machine.failpoints()));
        var up = config.uplink();
        if (up == null) {
            return;
        }
        Uplink one = uplink(box, up, succession, new FromHeadOffice(commands, heard, renewal));
        uplink = one;
        one.onChange(() -> live.live().changedEverywhere(Set.of(Topic.STATUS)));
        commands.start(one::send);
        heard.start(set -> apply.accept(own.with(set)));
        telemetry();
    }

    private void greet() {
        Uplink one = uplink;
        if (one != null) {
            one.greet();
        }
    }

    private Uplink uplink(Box known, AgentConfig.Uplink up, Succession succession, FromHeadOffice downstream)
            throws IOException {
        var me = new Identity(config.place().agent(), config.place().store(), SellingRooms.SOFTWARE_VERSION);
        Broker broker = known.broker(up, renewal);
        var speaker = new Speaker(me, new MqttWire(me, broker, machine.clock()), known.signer(up, broker));
        var story = new Story(journal.outbox(), journal.lineage(), succession, tails(known),
                voice.incidents());
        var pace = new Pace(Timings.DEFAULT.withReconnect(up.reconnectMin(), up.reconnectMax()),
                machine.clock(), machine.nanoTicker(), machine.random());
        return parts.add(Uplink.start(speaker, story, pace, machine.ids(), downstream, machine.failpoints()));
    }

    /// Where head office's rows are asked for.
    private TailSource tails(Box known) throws IOException {
        var headOffice = config.headOffice();
        return headOffice == null
                ? TailSource.none()
                : parts.add(new HeadOfficeTail(known.headOffice(headOffice), config.place().agent(),
                        machine.nanoTicker()));
    }

    /// How the box does, for head office.
    private void telemetry() {
        var telemetry = parts.add(new Telemetry(journal, journal.outbox(), voice::stamp,
                new BoxVitals(config.dataFolder(), journal.outbox(), machine.nanoTicker()), machine.clock(),
                config.telemetry().waitingMax()));
        telemetry.start(config.telemetry().every());
    }

    /// What people at the store may ask of it: the configuration, what goes to head office, why not yet, and a person's
    /// word on it.
    Routes routes() {
        Uplink one = uplink;
        Settings heard = settings;
        var queue = new Queue(journal.archive(), journal.outbox(), this::status,
                () -> one == null ? List.of() : one.setAside());
        return Routes.of(new SettingsRoutes(() -> heard == null
                ? new SettingsStatus(0, null, null, null, 0, StoreSettings.NONE, null, null)
                : heard.status()), new QueueRoutes(queue),
                new TakeOverRoutes(one == null ? null : one::takeOver));
    }
}
