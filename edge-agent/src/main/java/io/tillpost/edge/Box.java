package io.tillpost.edge;

import io.tillpost.edge.catalog.https.HeadOfficeClient;
import io.tillpost.edge.catalog.https.HeadOfficeFiles;
import io.tillpost.edge.catalog.https.HeadOfficeSettings;
import io.tillpost.edge.catalog.https.Trust;
import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.enrolment.Alarm;
import io.tillpost.edge.enrolment.AuthorityTrust;
import io.tillpost.edge.enrolment.BoxIdentity;
import io.tillpost.edge.enrolment.BoxKeys;
import io.tillpost.edge.enrolment.BoxPlace;
import io.tillpost.edge.enrolment.ClientAssertion;
import io.tillpost.edge.enrolment.Desk;
import io.tillpost.edge.enrolment.DeviceKey;
import io.tillpost.edge.enrolment.EnrolmentException;
import io.tillpost.edge.enrolment.HeardTime;
import io.tillpost.edge.enrolment.IdentityFolder;
import io.tillpost.edge.enrolment.Renewal;
import io.tillpost.edge.enrolment.TrustedTime;
import io.tillpost.edge.enrolment.https.HttpsDesks;
import io.tillpost.edge.https.ProvenTime;
import io.tillpost.edge.settings.PointerCheck;
import io.tillpost.edge.sync.mqtt.Broker;
import io.tillpost.edge.sync.mqtt.InTurns;
import io.tillpost.edge.sync.mqtt.MqttSettings;
import io.tillpost.protocol.broker.BrokerAddress;
import io.tillpost.protocol.failure.Causes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who this box is towards head office, as the configuration wants it: enrolled, or by files that somebody else looks after.
final class Box {
    private static final String FOLDER = "identity";

    private final AgentConfig config;
    private final Machine machine;
    private final IdentityFolder identities;
    private final TrustedTime time;
    private final Desk.Directory desks;
    private HeadOfficeSettings.@Nullable Place place;
    private @Nullable BoxIdentity placeOf;

    private Box(AgentConfig config, Machine machine, BoxKeys keys) {
        Path folder = folder(config);
        this.config = config;
        this.machine = machine;
        this.identities = keys.identities();
        this.time = new TrustedTime(machine.clock(), folder, Built.at());
        this.desks = new HttpsDesks(time);
    }

    /// The box of this configuration, for a command.
    static Box of(AgentConfig config, Machine machine) {
        return of(config, machine, keys(config, machine));
    }

    /// The box of this configuration.
    static Box of(AgentConfig config, Machine machine, BoxKeys keys) {
        return new Box(config, machine, keys);
    }

    /// What its identity is sealed with, after what a crash or an earlier version has left over is put in order. Where
    /// that cannot be done the box is as good as not enrolled: it may sell.
    static BoxKeys keys(AgentConfig config, Machine machine) {
        var keys = new BoxKeys(folder(config), new StoreMaster(config, machine), machine.secure());
        try {
            keys.settle(config.dataFolder());
        } catch (IOException e) {
            System.getLogger(Box.class.getName())
                    .log(System.Logger.Level.WARNING, "the key of the identity cannot be put in order: {0}",
                            Causes.inWords(e));
        }
        return keys;
    }

    /// Where the identity is.
    static Path folder(AgentConfig config) {
        return config.dataFolder().resolve(FOLDER);
    }

    /// Whether anything of this configuration is done with what head office enrolled.
    static boolean isEnrolledBy(AgentConfig config) {
        var uplink = config.uplink();
        var headOffice = config.headOffice();
        return (uplink != null && uplink.pem() == null)
                || (headOffice != null && headOffice.secret() == null);
    }

    IdentityFolder identities() {
        return identities;
    }

    TrustedTime time() {
        return time;
    }

    Desk.Directory desks() {
        return desks;
    }

    /// The configuration's word for which box this is.
    BoxPlace configured() {
        return new BoxPlace(config.place().tenant(), config.place().store(), config.place().agent());
    }

    /// Refuses a configuration of another box. A box that is not enrolled, or lost its identity, may sell.
    void requireOwnConfiguration() throws IOException {
        Optional<BoxIdentity> held;
        try {
            held = identities.current();
        } catch (IOException e) {
            // Not readable or not usable: either way the till does not wait for it.
            System.getLogger(Box.class.getName())
                    .log(System.Logger.Level.WARNING, "nothing reaches head office: {0}", Causes.inWords(e));
            return;
        }
        if (held.isPresent()) {
            configured().mustBe(held.get().place());
        }
    }

    /// Looks after the certificate.
    Renewal renewal(Alarm alarm) {
        var settings = config.enrolment();
        return new Renewal(identities, desks, new Renewal.Policy(settings.newKeys(), settings.url()), alarm,
                time, machine.nanoTicker(), machine.secure());
    }

    /// By the files, if the configuration names some.
    Broker broker(AgentConfig.Uplink uplink, @Nullable Renewal renewal) {
        var pem = uplink.pem();
        List<BrokerAddress> told = uplink.brokers();
        Broker identity = pem != null && !told.isEmpty()
                ? new MqttSettings(told.getFirst().host(), told.getFirst().port(), pem.certFile(),
                        pem.keyFile(), pem.caFile())
                : new EnrolledBroker(this, renewal);
        return new InTurns(identity, () -> told.isEmpty() ? identity().reply().allBrokers() : told,
                machine.random());
    }

    /// Signs with the key that the broker sees.
    BoxSigner signer(AgentConfig.Uplink uplink, Broker broker) {
        if (uplink.pem() == null) {
            return new BoxSigner(configured(), () -> identities.current().map(BoxIdentity::key));
        }
        return new BoxSigner(configured(), new FileKey(broker));
    }

    /// Who this box is now, if the configuration is its own.
    BoxIdentity identity() throws IOException {
        BoxIdentity held = identities.required();
        configured().mustBe(held.place());
        return held;
    }

    /// Where the catalogue comes from.
    HeadOfficeSettings headOffice(AgentConfig.HeadOffice settings) throws IOException {
        Path caFile = settings.caFile();
        var secret = settings.secret();
        var fixed = caFile == null ? null : Trust.in(caFile);
        if (secret != null && settings.url() != null) {
            var there = new HeadOfficeSettings.Place(settings.url(), fixed);
            return new HeadOfficeSettings(() -> there, config.place().store(),
                    new HeadOfficeClient.WithSecret(secret.clientId(), secret.file()), time,
                    settings.poll());
        }
        return new HeadOfficeSettings(
                () -> fixed == null
                        ? enrolledPlace(settings.url())
                        : placeAt(settings.url(), identity(), fixed),
                config.place().store(), new HeadOfficeClient.WithKey(new Assertions()), time,
                settings.poll());
    }

    /// Whom the box trusts for what head office signs: the authorities of its enrolment. A box by files has none.
    PointerCheck pointerCheck() {
        return new PointerCheck(config.place().tenant(), config.place().store(), () -> identity().trusted(),
                time);
    }

    /// Where bundles come from: where the catalogue does, or where the box was enrolled.
    HeadOfficeFiles bundles() throws IOException {
        var settings = config.headOffice();
        return new HeadOfficeFiles(headOffice(settings == null
                ? new AgentConfig.HeadOffice(null, null, null, Duration.ofMinutes(1))
                : settings), "configuration:read", machine.nanoTicker());
    }

    /// Head office as the box was enrolled, trusted by the box's authority alone.
    private synchronized HeadOfficeSettings.Place enrolledPlace(@Nullable URI url) throws IOException {
        BoxIdentity held = identity();
        var known = place;
        if (known == null || placeOf == null || !placeOf.trusted().equals(held.trusted())) {
            known = placeAt(url, held, AuthorityTrust.context(held.trusted(), time));
            place = known;
            placeOf = held;
        }
        return known;
    }

    private static HeadOfficeSettings.Place placeAt(@Nullable URI url, BoxIdentity held,
            javax.net.ssl.SSLContext tls) throws EnrolmentException {
        URI where = url == null ? held.url() : url;
        if (where == null) {
            throw new EnrolmentException(
                    "headOffice.url is absent, and this box was enrolled by files without a URL");
        }
        return new HeadOfficeSettings.Place(where, tls);
    }

    private final class Assertions implements HeadOfficeClient.Assertions {
        @Override
        public String assertion(String audience, Instant now) throws IOException {
            return ClientAssertion.of(identity(), audience, now, machine.ids().next());
        }

        @Override
        public void heard(ProvenTime said) {
            var _ = time.heard(new HeardTime(said.now(), said.provenUntil()));
        }
    }

    /// The key beside the certificate that the broker sees, if it is one that signs heads.
    private static final class FileKey implements BoxSigner.Keys {
        private static final String EC = "EC";
        private final Broker broker;
        private java.security.@Nullable PrivateKey secret;
        private @Nullable DeviceKey key;

        FileKey(Broker broker) {
            this.broker = broker;
        }

        @Override
        public Optional<DeviceKey> present() throws IOException {
            var endpoint = broker.endpoint();
            if (!endpoint.key().getAlgorithm().equals(EC)) {
                return Optional.empty();
            }
            if (key == null || !endpoint.key().equals(secret)) {
                try {
                    key = DeviceKey.of(endpoint.key(), endpoint.chain().getFirst().getPublicKey());
                    secret = endpoint.key();
                } catch (IllegalArgumentException e) {
                    throw new IOException(endpoint.name() + ": " + e.getMessage(), e);
                }
            }
            return Optional.of(key);
        }
    }
}
