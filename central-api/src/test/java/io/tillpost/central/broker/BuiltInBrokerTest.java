package io.tillpost.central.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.Topics;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The built-in broker, with TLS and client certificates.
class BuiltInBrokerTest extends MqttBrokerContract {
    private static final String AGENTS = """
            {"agents": {"box-1": {"tenant": "acme", "store": "store-1"}, "box-2": {"tenant": "acme", "store": "store-2"}}}
            """;

    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static BrokerConfig config;
    private static Broker broker;

    @BeforeAll
    static void start() throws Exception {
        authority = new TestAuthority();
        authority.write(folder.resolve("ca.pem"));
        authority.server(folder.resolve("key.pem"), folder.resolve("cert.pem"), 1);
        Files.writeString(folder.resolve("agents.json"), AGENTS);
        Files.writeString(folder.resolve("broker.json"), """
                {"data": "data", "host": "localhost", "port": 0, "key": "key.pem", "certificate": "cert.pem",
                 "authority": "ca.pem", "agents": "agents.json", "central": ["central-1", "central-2"]}
                """);
        config = BrokerConfig.read(folder.resolve("broker.json"));
        broker = start(config);
    }

    private static Broker start(BrokerConfig config) throws IOException {
        return Broker.start(config, Clock.systemUTC(), "the secret of this test");
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Override
    int port() {
        return broker.port();
    }

    @Override
    Mqtt5BlockingClient client(String name, int port) throws Exception {
        return client(name, port, authority.client(name));
    }

    private static Mqtt5BlockingClient client(String clientId, @Nullable KeyManagerFactory certificate)
            throws Exception {
        return client(clientId, broker.port(), certificate);
    }

    private static Mqtt5BlockingClient client(String clientId, int port,
            @Nullable KeyManagerFactory certificate)
            throws Exception {
        return unversioned(clientId, port, certificate).useMqttVersion5().buildBlocking();
    }

    private static MqttClientBuilder unversioned(String clientId, int port,
            @Nullable KeyManagerFactory certificate)
            throws Exception {
        return MqttClient.builder()
                .identifier(clientId)
                .serverHost("localhost")
                .serverPort(port)
                .sslWithDefaultConfig()
                .sslConfig()
                .trustManagerFactory(authority.trust())
                .keyManagerFactory(certificate)
                .applySslConfig();
    }

    @Test
    void anAgentMayPublishToItsOwnStoreOnly() throws Exception {
        var box = connect("box-1");
        for (String topic : List.of("tillpost/1/store-2/up/fin", "tillpost/1/store-2/hello",
                "tillpost/1/store-1/up/x", "tillpost/1/store-1/up/fin/x", "tillpost/1/store-1/up/",
                "tillpost/1/store-2/state", "tillpost/1/store-1/dn/ack", "tillpost/1/store-1",
                "tillpost/1/store-10/hello", "tillpost/1/store-1.x/up/fin", "tillpost.1.store-1.up.fin",
                "other",
                "$sys/mqtt/sessions", "$sys/mqtt/retain/tillpost/1/store-1/state", "activemq.management",
                "activemq/management")) {
            var refusal = assertThrows(Mqtt5PubAckException.class, () -> box.publish(message(topic, "x")),
                    topic);
            assertEquals(Mqtt5PubAckReasonCode.NOT_AUTHORIZED, refusal.getMqttMessage().getReasonCode(),
                    topic);
        }
        for (String topic : List.of(STORE_1.up(Lane.FIN), STORE_1.up(Lane.OPS), STORE_1.up(Lane.TEL),
                STORE_1.result(), STORE_1.hello(), STORE_1.state())) {
            box.publish(message(topic, topic));
        }
        var central = connect("central-1");
        try (var inbox = central.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(central, Topics.ALL_UP);
            await(STORE_1.up(Lane.FIN), inbox);
            await(STORE_1.result(), inbox);
        }
    }

    @Test
    void anAgentMayReadItsOwnDownlinkOnly() throws Exception {
        var box = connect("box-1");
        for (String filter : List.of("tillpost/1/store-2/dn/#", "tillpost/1/+/dn/ack",
                "tillpost/1/store-1/up/fin",
                "tillpost/1/store-1/#", "#", "+/+/+/dn/ack", "tillpost/1/+/state",
                "$share/ingest/tillpost/1/+/up/#", "$share/x/tillpost/1/store-2/dn/#",
                "$share/box-2/tillpost/1/store-1/dn/#", "tillpost/1/store-1/dn/#", "tillpost/1/store-1/dn/+",
                "tillpost/1/store-1/dn/ack/#", "tillpost/1/store-1/dn/1",
                "$share/box-1/tillpost/1/store-1/dn/#",
                "$sys/mqtt/retain/#", "$sys/mqtt/sessions")) {
            var refusal = assertThrows(Mqtt5SubAckException.class, () -> subscribe(box, filter), filter);
            assertEquals(List.of(Mqtt5SubAckReasonCode.NOT_AUTHORIZED),
                    refusal.getMqttMessage().getReasonCodes(),
                    filter);
        }
        STORE_1.toAgent().forEach(filter -> subscribe(box, filter));
    }

    @Test
    void headOfficeWritesDownAndReadsUpAndNothingElse() throws Exception {
        var central = connect("central-1");
        for (String topic : List.of("tillpost/1/store-1/up/fin", "tillpost/1/store-1/hello",
                "tillpost/1/store-1/state", "tillpost/1", "other")) {
            assertThrows(Mqtt5PubAckException.class, () -> central.publish(message(topic, "x")), topic);
        }
        for (String filter : List.of("tillpost/1/+/dn/ack", "#", "$share/other/tillpost/1/+/up/#",
                "$sys/mqtt/retain/#")) {
            assertThrows(Mqtt5SubAckException.class, () -> subscribe(central, filter), filter);
        }
        for (String filter : List.of(Topics.ALL_UP, Topics.ALL_HELLO, Topics.ALL_STATE)) {
            subscribe(central, filter);
        }
    }

    @Test
    void aClientIdMustBeTheNameInTheCertificate() throws Exception {
        var impostor = client("box-2", authority.client("box-1"));
        assertEquals(Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD, refusal(impostor));
        var nameless = client("", authority.client("box-1"));
        assertEquals(Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD, refusal(nameless));
    }

    @Test
    void aCertificateOfAnUnknownNameIsRefused() throws Exception {
        assertEquals(Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD, refusal(client("box-9")));
    }

    private static Mqtt5ConnAckReasonCode refusal(Mqtt5BlockingClient client) {
        return assertThrows(Mqtt5ConnAckException.class, client::connect).getMqttMessage().getReasonCode();
    }

    @Test
    void whoSpeaksAnOlderMqttIsNotLetIn() throws Exception {
        var box = unversioned("box-1", broker.port(), authority.client("box-1")).useMqttVersion3()
                .buildBlocking();
        assertThrows(ConnectionClosedException.class, box::connect);
    }

    @Test
    void nobodyComesInWithoutACertificateOrWithOneOfAnotherAuthority() throws Exception {
        assertThrows(RuntimeException.class, client("box-1", null)::connect);
        var stranger = client("box-1", new TestAuthority().client("box-1"));
        assertThrows(RuntimeException.class, stranger::connect);
    }

    /// Artemis has an internal user with all rights and a well-known default password.
    @Test
    void theBrokersInternalUserIsNotOpenToItsDefaultPassword() throws Exception {
        var client = client("box-1");
        assertThrows(RuntimeException.class, () -> client.connectWith()
                .simpleAuth()
                .username("ACTIVEMQ.CLUSTER.ADMIN.USER")
                .password("CHANGE ME!!".getBytes(UTF_8))
                .applySimpleAuth()
                .send());
    }

    @Test
    void batchesWaitForHeadOfficeEvenWhenItsLastNodeIsGone() throws Exception {
        var central = connect("central-1");
        subscribe(central, Topics.ALL_UP);
        central.disconnect();
        connect("box-1").publish(message(STORE_1.up(Lane.OPS), "sent while head office was away"));
        var again = connect("central-1");
        try (var inbox = again.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(again, Topics.ALL_UP);
            await("sent while head office was away", inbox);
        }
    }

    @Test
    void fewerAreInFlightThanAClientTakes() throws Exception {
        var central = client("central-2");
        central.connectWith().restrictions().receiveMaximum(8).applyRestrictions().send();
        try (var inbox = central.publishes(MqttGlobalPublishFilter.ALL, true)) {
            subscribe(central, STORE_2.up(Lane.FIN));
            var box = connect("box-2");
            for (int i = 0; i < 12; i++) {
                box.publish(message(STORE_2.up(Lane.FIN), "in flight " + i));
            }
            var held = new ArrayDeque<Mqtt5Publish>();
            while (held.size() < 4) {
                held.add(await("in flight [0-9]+", inbox));
            }
            assertTrue(inbox.receive(200, TimeUnit.MILLISECONDS).isEmpty(), "no fifth");
            held.remove().acknowledge();
            held.add(await("in flight [0-9]+", inbox));
        } finally {
            central.disconnect();
        }
    }

    @Test
    void aRestartKeepsWhatWasRetainedAndWhatNobodyAcknowledged() throws Exception {
        connect("central-1").publish(retained(STORE_2.config(), "version 8"));
        connect("box-2").publish(message(STORE_2.up(Lane.FIN), "batch of store 2"));
        disconnectAll();
        broker.close();
        broker = start(config);
        var central = connect("central-1");
        try (var inbox = central.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(central, Topics.ALL_UP);
            await("batch of store 2", inbox);
        }
        var box = connect("box-2");
        try (var inbox = box.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(box, STORE_2.config());
            assertEquals("version 8", next(inbox));
        }
    }

    @Test
    void aChangedAgentsFileCountsAtOnceAndThrowsOutWhoIsGone() throws Exception {
        assertEquals(Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD, refusal(client("box-3")));
        agents("""
                {"agents": {"box-3": {"tenant": "acme", "store": "store-3"}, "box-1": {"tenant": "acme", "store": "store-1"},
                 "box-2": {"tenant": "acme", "store": "store-2"}}}
                """);
        until(() -> known("box-3"));
        var box = connect("box-3");
        box.publish(message(new Topics("store-3").hello(), "hello"));
        agents(AGENTS);
        until(() -> !box.getState().isConnected());
        assertFalse(known("box-3"));
        agents("not json");
        assertTrue(known("box-1"), "a broken file changes nothing");
        agents(AGENTS);
    }

    /// Such a connection has a certificate and no name yet.
    @Test
    void aConnectionThatSaysNothingKeepsNobodyFromBeingThrownOut() throws Exception {
        var tls = SSLContext.getInstance("TLS");
        tls.init(authority.client("box-2").getKeyManagers(), authority.trust().getTrustManagers(), null);
        try (var silent = (SSLSocket) tls.getSocketFactory().createSocket("localhost", broker.port())) {
            silent.startHandshake();
            var box = connect("box-1");
            agents("""
                    {"agents": {"box-2": {"tenant": "acme", "store": "store-2"}}}
                    """);
            until(() -> !box.getState().isConnected());
        } finally {
            agents(AGENTS);
            until(() -> known("box-1"));
        }
    }

    private static void agents(String json) throws IOException {
        Path next = Files.writeString(folder.resolve("agents.next"), json);
        Files.move(next, folder.resolve("agents.json"), StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private boolean known(String name) throws Exception {
        var client = client(name);
        try {
            client.connect();
            client.disconnect();
            return true;
        } catch (Mqtt5ConnAckException _) {
            return false;
        }
    }

    @Test
    void aRenewedCertificateIsUsedWithoutARestart() throws Exception {
        var stays = connect("box-1");
        authority.server(folder.resolve("renewed.key"), folder.resolve("renewed.pem"), 1);
        byte[] renewed;
        try (var in = Files.newInputStream(folder.resolve("renewed.pem"))) {
            renewed = CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded();
        }
        Files.move(folder.resolve("renewed.key"), config.key(), StandardCopyOption.REPLACE_EXISTING);
        Files.move(folder.resolve("renewed.pem"), config.certificate(), StandardCopyOption.REPLACE_EXISTING);
        until(() -> Arrays.equals(renewed, serverCertificate()));
        stays.publish(message(STORE_1.hello(), "still here"));
        connect("box-2").publish(message(STORE_2.hello(), "newly here"));
    }

    private static byte[] serverCertificate() throws Exception {
        var tls = SSLContext.getInstance("TLS");
        tls.init(authority.client("box-1").getKeyManagers(), authority.trust().getTrustManagers(), null);
        try (var socket = (SSLSocket) tls.getSocketFactory().createSocket("localhost", broker.port())) {
            return socket.getSession().getPeerCertificates()[0].getEncoded();
        } catch (ConnectException | SSLPeerUnverifiedException _) {
            // The door is shut for the moment that it takes to change the lock: before or in the middle of a handshake.
            return new byte[0];
        }
    }

    @Test
    void whatIsInTheWayIsSaidInOneLine() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            assertEquals(
                    "port " + taken.getLocalPort() + " on localhost cannot be opened: Address already in use",
                    refusal(with(config.key(), config.certificate(), config.agents(), folder.resolve("other"),
                            taken
                                    .getLocalPort())));
        }
        Path missing = folder.resolve("missing.pem");
        assertEquals("certificate " + missing + " cannot be read: it is not there",
                refusal(with(config.key(), missing, config.agents(), folder.resolve("other"), 0)));
        assertEquals("key " + config.agents() + " is not an unencrypted PKCS #8 EC key in PEM",
                refusal(with(config.agents(), config.certificate(), config.agents(), folder.resolve("other"),
                        0)));
        authority.server(folder.resolve("key2.pem"), folder.resolve("cert2.pem"), -1);
        assertEquals(
                "key " + folder.resolve("key2.pem") + " does not belong to certificate "
                        + config.certificate(),
                refusal(with(folder.resolve("key2.pem"), config.certificate(), config.agents(),
                        folder.resolve(
                                "other"),
                        0)));
        assertTrue(refusal(with(folder.resolve("key2.pem"), folder.resolve("cert2.pem"), config.agents(),
                folder
                        .resolve("other"),
                0)).startsWith("certificate " + folder.resolve("cert2.pem") + " is valid from "));
        assertEquals("agents file " + missing + ": it is not there",
                refusal(with(config.key(), config.certificate(), missing, folder.resolve("other"), 0)));
        assertEquals("data folder " + config.data() + " is in use by another broker",
                refusal(with(config.key(), config.certificate(), config.agents(), config.data(), 0)));
    }

    private static BrokerConfig with(Path key, Path certificate, Path agents, Path data, int port) {
        return new BrokerConfig(data, "localhost", port, key, certificate, config.authority(), agents, Set.of(
                "central-1"));
    }

    private static String refusal(BrokerConfig broken) {
        return String.valueOf(assertThrows(IOException.class, () -> start(broken).close()).getMessage());
    }
}
