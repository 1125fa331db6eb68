package io.tillpost.central.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.tillpost.central.broker.Broker;
import io.tillpost.central.broker.BrokerConfig;
import io.tillpost.central.broker.TestAuthority;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.ingest.IngestWorld;
import io.tillpost.central.ingest.Load;
import io.tillpost.central.ingest.SimulatedStore;
import io.tillpost.protocol.broker.BrokerAddress;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Downlink.Ack;
import io.tillpost.protocol.sync.Downlink.Nack;
import io.tillpost.protocol.sync.Downlink.Welcome;
import io.tillpost.protocol.sync.Presence;
import io.tillpost.protocol.sync.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Head office on the built-in broker, with an agent that speaks MQTT by hand.
class MqttIngestTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final IngestWorld WORLD = new IngestWorld(TEST);
    private static final Place PLACE = WORLD.store("s");
    private static final Place OTHER = WORLD.store("two");
    private static final Place SLOW = WORLD.store("slow");
    private static final int DEADLINE_S = 20;
    /// More than a broker hands to a node that acknowledges none.
    private static final int MORE_THAN_UNACKNOWLEDGED = 300;

    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static Broker broker;
    private static MqttIngest central;

    @BeforeAll
    static void start() throws Exception {
        authority = new TestAuthority();
        authority.write(folder.resolve("ca.pem"));
        authority.server(folder.resolve("key.pem"), folder.resolve("cert.pem"), 1);
        authority.files("central-1", folder.resolve("central-key.pem"), folder.resolve("central.pem"), 1);
        authority.files("central-2", folder.resolve("second-key.pem"), folder.resolve("second.pem"), 1);
        Files.writeString(folder.resolve("agents.json"),
                "{\"agents\":{%s,%s,%s}}".formatted(known(PLACE), known(OTHER), known(SLOW)));
        broker = broker(0);
        central = MqttIngest.start(settings(broker.port()), WORLD.ingest, WORLD.greeting, new Random(1),
                work());
    }

    @AfterAll
    static void stop() {
        central.close();
        broker.close();
        TEST.close();
    }

    private static String known(Place place) {
        return "\"%s\":{\"tenant\":\"%s\",\"store\":\"%s\"}".formatted(place.agent(), place.tenant(),
                place.store());
    }

    private static Broker broker(int port) throws IOException {
        return Broker.start(new BrokerConfig(folder.resolve("data"), "localhost", port,
                folder.resolve("key.pem"), folder.resolve("cert.pem"), folder.resolve("ca.pem"),
                folder.resolve("agents.json"), Set.of("central-1", "central-2")), Clock.systemUTC(),
                "the secret of this test");
    }

    private static MqttIngest.Work work() {
        return new MqttIngest.Work(2, 1 << 20, new Load(), System::nanoTime);
    }

    @Test
    void aConnectionThatFailsForWantOfMemoryIsFollowedByAnother() throws Exception {
        var first = new AtomicBoolean(true);
        var random = new Random(4);
        // Drawn once for each list of two.
        RandomGenerator scarce = () -> {
            if (first.getAndSet(false)) {
                throw new OutOfMemoryError("as if");
            }
            return random.nextLong();
        };
        var address = new BrokerAddress("localhost", broker.port());
        try (var node = MqttIngest.start(
                new MqttSettings(List.of(address, address), folder.resolve("second.pem"),
                        folder.resolve("second-key.pem"), folder.resolve("ca.pem")),
                WORLD.ingest, WORLD.greeting, scarce, work())) {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
            while (!node.connected()) {
                assertTrue(System.nanoTime() < until, "no connection within " + DEADLINE_S + " s");
                Thread.onSpinWait();
            }
        }
    }

    private static MqttSettings settings(int port) {
        return new MqttSettings("localhost", port, folder.resolve("central.pem"),
                folder.resolve("central-key.pem"), folder.resolve("ca.pem"));
    }

    @Test
    void anAgentIsWelcomedAndItsBatchesAreAcknowledgedAlsoAfterTheBrokerRestarted() throws Exception {
        var store = new SimulatedStore(PLACE, Lane.FIN, 1);
        try (var agent = new Agent(PLACE)) {
            assertInstanceOf(Welcome.class, agent.ask(hello(store)));
            store.cashSale(1190);
            agent.publish(message(new Topics(PLACE.store()).hello(), "no JSON".getBytes(UTF_8)));
            agent.publish(message(new Topics(PLACE.store()).up(Lane.FIN), new byte[]{1, 2}));
            assertEquals(3, assertInstanceOf(Ack.class, agent.ask(batch(store, Lane.FIN, 1, 3))).seq());
            assertEquals(Nack.Reason.FOREIGN,
                    assertInstanceOf(Nack.class, agent.ask(batch(store, Lane.OPS, 1, 3))).reason());
        }
        int port = broker.port();
        broker.close();
        broker = broker(port);
        store.cashSale(500);
        try (var agent = new Agent(PLACE)) {
            assertEquals(6, assertInstanceOf(Ack.class, agent.ask(batch(store, Lane.FIN, 4, 6))).seq());
        }
        assertTrue(central.connected());
        WORLD.assertLedgerHolds();
    }

    @Test
    void oneOfTwoNodesStandsStillBetweenCommitAndAckAndNobodyMissesIt() throws Exception {
        var reached = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        Failpoints stall = point -> {
            if (point.equals("ingest.after-commit")) {
                reached.countDown();
                await(release);
            }
        };
        var store = new SimulatedStore(OTHER, Lane.FIN, 2);
        var second = new MqttSettings("localhost", broker.port(), folder.resolve("second.pem"),
                folder.resolve("second-key.pem"), folder.resolve("ca.pem"));
        try (var agent = new Agent(OTHER);
                var node = MqttIngest.start(second, WORLD.ingest(WORLD.database, stall), WORLD.greeting,
                        new Random(2), work())) {
            assertInstanceOf(Welcome.class, agent.ask(hello(store)));
            // The broker shares messages out: sooner or later one comes to the second node.
            for (int i = 0; i < 200 && reached.getCount() > 0; i++) {
                long from = store.last() + 1;
                store.cashSale(1190);
                assertEquals(store.last(),
                        assertInstanceOf(Ack.class, agent.ask(batch(store, Lane.FIN, from, store.last())))
                                .seq());
            }
            assertEquals(0, reached.getCount(), "the second node, connected: " + node.connected()
                    + ", was given nothing");
            release.countDown();
        }
        assertEquals(Long.toString(store.last()),
                TEST.value("select count(*) from journal_position where journal = '"
                        + store.key.journalId() + "'"));
        WORLD.assertLedgerHolds();
    }

    @Test
    void oneStoresSlowMessageDoesNotKeepTheNodeFromAllOthers() throws Exception {
        var reached = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        Failpoints stall = point -> {
            if (point.equals("ingest.after-commit") && reached.getCount() > 0) {
                reached.countDown();
                await(release, 3 * DEADLINE_S);
            }
        };
        central.close();
        var slow = new SimulatedStore(SLOW, Lane.FIN, 3);
        var other = new SimulatedStore(OTHER, Lane.OPS, 4);
        try (var node = MqttIngest.start(settings(broker.port()), WORLD.ingest(WORLD.database, stall),
                WORLD.greeting, new Random(3), work());
                var slowAgent = new Agent(SLOW);
                var agent = new Agent(OTHER)) {
            assertInstanceOf(Welcome.class, slowAgent.ask(hello(slow)));
            slow.cashSale(1190);
            var sold = batch(slow, Lane.FIN, 1, 3);
            var again = hello(slow);
            slowAgent.publish(sold);
            await(reached);
            slowAgent.publish(message(new Topics(SLOW.store()).state(),
                    Json.write(new Presence(SLOW.agent(), slow.id(), false, SimulatedStore.NOON))));
            slowAgent.publish(again);
            for (int i = 0; i < MORE_THAN_UNACKNOWLEDGED; i++) {
                assertInstanceOf(Welcome.class, agent.ask(hello(other)), "hello " + i);
            }
            assertTrue(slowAgent.answers.stream()
                    .noneMatch(answer -> Replies.isTo(sold, answer) || Replies.isTo(again, answer)),
                    "nothing is answered before it is worked off");
            release.countDown();
            assertEquals(3, assertInstanceOf(Ack.class, slowAgent.ask(sold)).seq());
            assertTrue(node.connected());
        } finally {
            release.countDown();
            central = MqttIngest.start(settings(broker.port()), WORLD.ingest, WORLD.greeting, new Random(1),
                    work());
        }
    }

    private static void await(CountDownLatch latch) {
        await(latch, DEADLINE_S);
    }

    private static void await(CountDownLatch latch, int seconds) {
        try {
            assertTrue(latch.await(seconds, TimeUnit.SECONDS), "never let go");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aMissingCertificateStopsTheStartAndNamesTheFile() {
        var settings = new MqttSettings("localhost", 1, folder.resolve("none.pem"),
                folder.resolve("central-key.pem"), folder.resolve("ca.pem"));
        var e = assertThrows(IOException.class,
                () -> MqttIngest.start(settings, WORLD.ingest, WORLD.greeting, new Random(1), work()));
        assertTrue(e.toString().contains("none.pem"), e.toString());
    }

    @Test
    void anotherCertificatesKeyStopsTheStartAndNamesBothFiles() {
        var settings = new MqttSettings("localhost", 1, folder.resolve("central.pem"),
                folder.resolve("second-key.pem"), folder.resolve("ca.pem"));
        var e = assertThrows(IOException.class,
                () -> MqttIngest.start(settings, WORLD.ingest, WORLD.greeting, new Random(1), work()));
        assertEquals("broker: key " + folder.resolve("second-key.pem")
                + " does not belong to certificate " + folder.resolve("central.pem"), e.getMessage());
    }

    @Test
    void aBrokerThatIsNotThereIsWaitedForAndClosingEndsThat() throws Exception {
        var waiting = MqttIngest.start(settings(1), WORLD.ingest, WORLD.greeting, new Random(1), work());
        assertEquals(false, waiting.connected());
        waiting.close();
    }

    private static Mqtt5Publish hello(SimulatedStore store) {
        return message(new Topics(store.place.store()).hello(), Json.write(store.hello(0)));
    }

    private static Mqtt5Publish message(String topic, byte[] payload) {
        return Mqtt5Publish.builder().topic(topic).qos(MqttQos.AT_LEAST_ONCE).payload(payload).build();
    }

    private static Mqtt5Publish batch(SimulatedStore store, Lane topic, long from, long to) {
        BatchHeader header = store.header(from, to);
        return Mqtt5Publish.builder()
                .topic(new Topics(store.place.store()).up(topic))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(store.payload(from, to))
                .correlationData(header.correlationData())
                .userProperties(Mqtt5UserProperties.of(header.properties()
                        .entrySet()
                        .stream()
                        .map(property -> Mqtt5UserProperty.of(property.getKey(), property.getValue()))
                        .toList()))
                .build();
    }

    /// Repeats what it asks until it is answered, as an agent does.
    private static final class Agent implements AutoCloseable {
        private final BlockingQueue<Downlink> answers = new LinkedBlockingQueue<>();
        private final Mqtt5BlockingClient client;

        Agent(Place place) throws Exception {
            client = MqttClient.builder()
                    .useMqttVersion5()
                    .identifier(place.agent())
                    .serverHost("localhost")
                    .serverPort(broker.port())
                    .sslConfig()
                    .keyManagerFactory(authority.client(place.agent()))
                    .trustManagerFactory(authority.trust())
                    .applySslConfig()
                    .buildBlocking();
            client.toAsync().publishes(MqttGlobalPublishFilter.ALL,
                    message -> answers.add(Json.read(message.getPayloadAsBytes(), Downlink.class)));
            client.connect();
            client.subscribeWith().topicFilter(new Topics(place.store()).down()).send();
        }

        void publish(Mqtt5Publish message) {
            client.publish(message);
        }

        Downlink ask(Mqtt5Publish message) throws InterruptedException {
            for (int second = 0; second < DEADLINE_S; second++) {
                publish(message);
                for (Downlink answer = answers.poll(1, TimeUnit.SECONDS); answer != null; answer = answers
                        .poll()) {
                    if (Replies.isTo(message, answer)) {
                        return answer;
                    }
                }
            }
            throw new AssertionError("no answer within " + DEADLINE_S + " s");
        }

        @Override
        public void close() {
            client.disconnect();
        }
    }
}
