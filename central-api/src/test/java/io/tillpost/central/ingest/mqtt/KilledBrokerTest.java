package io.tillpost.central.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.tillpost.central.broker.BrokerProcess;
import io.tillpost.central.broker.ClusterFiles;
import io.tillpost.central.broker.TestAuthority;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.ingest.IngestWorld;
import io.tillpost.central.ingest.Load;
import io.tillpost.central.ingest.SimulatedStore;
import io.tillpost.protocol.broker.BrokerAddress;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Head office's own client on a cluster of two brokers, each a process of its own, of which one is killed (kill -9).
class KilledBrokerTest {
    private static final int PATIENCE_S = 60;
    private static final int BEFORE_THE_KILL = 100;
    private static final String WAITING = "waiting: another node of cluster two-nodes may serve";

    @TempDir
    private Path folder;

    private TestDatabase test;
    private IngestWorld world;
    private TestAuthority authority;
    private ClusterFiles files;
    private Place place;
    private Topics topics;

    @BeforeEach
    void start() throws Exception {
        test = TestDatabase.create();
        world = new IngestWorld(test);
        place = world.store("s");
        topics = new Topics(place.store());
        authority = new TestAuthority();
        authority.files("central-1", folder.resolve("central-key.pem"), folder.resolve("central.pem"), 1);
        files = new ClusterFiles(folder, authority, """
                {"agents": {"%s": {"tenant": "%s", "store": "%s"}}}
                """.formatted(place.agent(), place.tenant(), place.store()),
                "[\"central-1\", \"central-2\"]");
    }

    @AfterEach
    void stop() {
        test.close();
    }

    @Test
    void whatABrokerOrHeadOfficeAcknowledgedOutlivesTheNodesAndAllComeBackByThemselves() throws Exception {
        try (var a = BrokerProcess.start(files.config("a"))) {
            a.awaitSaid("listening on ");
            try (var b = BrokerProcess.start(files.config("b"))) {
                b.awaitSaid(WAITING);
                theBrokersOwnWord(a, b);
                headOfficesWord(b);
            }
        }
    }

    /// Head office is away: what is acknowledged to a box before the kill waits at the other node, and the pointer, too.
    private void theBrokersOwnWord(BrokerProcess serving, BrokerProcess other) throws Exception {
        var node = connected("central-2", "a");
        node.publish(message(topics.config(), "version 7").extend().retain(true).build());
        var box = connected(place.agent(), "a");
        Set<String> acknowledged = new HashSet<>();
        var killer = new FutureTask<Boolean>(() -> {
            serving.kill();
            return true;
        });
        try {
            for (int i = 0;; i++) {
                if (i == BEFORE_THE_KILL) {
                    Thread.ofPlatform().start(killer);
                }
                box.publish(message(topics.up(Lane.OPS), "kept " + i));
                acknowledged.add("kept " + i);
            }
        } catch (RuntimeException _) {
            assertTrue(killer.get(60, TimeUnit.SECONDS) && acknowledged.size() >= BEFORE_THE_KILL,
                    acknowledged.size() + " acknowledged");
        }
        other.awaitSaid("listening on ");
        var again = connected("central-2", "b");
        try (var inbox = again.publishes(MqttGlobalPublishFilter.ALL)) {
            again.subscribeWith().topicFilter(Topics.ALL_UP).qos(MqttQos.AT_LEAST_ONCE).send();
            while (!acknowledged.isEmpty()) {
                var came = inbox.receive(20, TimeUnit.SECONDS)
                        .orElseThrow(() -> new AssertionError("lost: " + acknowledged));
                acknowledged.remove(new String(came.getPayloadAsBytes(), UTF_8));
            }
        }
        again.disconnect();
        var late = connected(place.agent(), "b");
        try (var inbox = late.publishes(MqttGlobalPublishFilter.ALL)) {
            late.subscribeWith().topicFilter(topics.config()).qos(MqttQos.AT_LEAST_ONCE).send();
            assertEquals("version 7", inbox.receive(20, TimeUnit.SECONDS)
                    .map(came -> new String(came.getPayloadAsBytes(), UTF_8))
                    .orElse("nothing"));
        }
        late.disconnect();
    }

    /// The first node comes back to wait, the second is killed, and nothing that head office acknowledged is asked for again.
    private void headOfficesWord(BrokerProcess serving) throws Exception {
        var store = new SimulatedStore(place, Lane.FIN, 1);
        try (var central = MqttIngest.start(settings(), world.ingest, world.greeting, new Random(2),
                new MqttIngest.Work(2, 1 << 20, new Load(), System::nanoTime));
                var back = BrokerProcess.start(files.config("a"))) {
            back.awaitSaid(WAITING);
            try (var agent = new Asking("b")) {
                agent.ask(hello(store), Downlink.Welcome.class);
                store.cashSale(1190);
                assertEquals(3, agent.ask(batch(store, 1, 3), Downlink.Ack.class).seq());
            }
            serving.kill();
            back.awaitSaid("listening on ");
            try (var agent = new Asking("a")) {
                var welcome = agent.ask(hello(store), Downlink.Welcome.class);
                assertEquals(3, welcome.lanes().getFirst().ackedSeq());
                store.cashSale(500);
                assertEquals(6, agent.ask(batch(store, 4, 6), Downlink.Ack.class).seq());
            }
            assertTrue(central.connected());
            world.assertLedgerHolds();
        }
    }

    private MqttSettings settings() throws IOException {
        return new MqttSettings(List.of(address("a"), address("b")), folder.resolve("central.pem"),
                folder.resolve("central-key.pem"), folder.resolve("ca.pem"));
    }

    private BrokerAddress address(String node) throws IOException {
        return new BrokerAddress("localhost", files.port(node));
    }

    private Mqtt5BlockingClient connected(String name, String node) throws Exception {
        var client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(name)
                .serverHost("localhost")
                .serverPort(files.port(node))
                .sslConfig()
                .keyManagerFactory(authority.client(name))
                .trustManagerFactory(authority.trust())
                .applySslConfig()
                .buildBlocking();
        client.connect();
        return client;
    }

    private static Mqtt5Publish message(String topic, String text) {
        return Mqtt5Publish.builder().topic(topic).qos(MqttQos.AT_LEAST_ONCE).payload(text.getBytes(UTF_8))
                .build();
    }

    private Mqtt5Publish hello(SimulatedStore store) {
        return message(topics.hello(), "").extend().payload(Json.write(store.hello(0))).build();
    }

    private Mqtt5Publish batch(SimulatedStore store, long from, long to) {
        BatchHeader header = store.header(from, to);
        return message(topics.up(Lane.FIN), "").extend()
                .payload(store.payload(from, to))
                .correlationData(header.correlationData())
                .userProperties(Mqtt5UserProperties.of(header.properties()
                        .entrySet()
                        .stream()
                        .map(property -> Mqtt5UserProperty.of(property.getKey(), property.getValue()))
                        .toList()))
                .build();
    }

    /// Repeats what it asks until head office is back and answers, as an agent does.
    private final class Asking implements AutoCloseable {
        private final BlockingQueue<Downlink> answers = new LinkedBlockingQueue<>();
        private final Mqtt5BlockingClient client;

        Asking(String node) throws Exception {
            client = connected(place.agent(), node);
            client.toAsync().publishes(MqttGlobalPublishFilter.ALL,
                    message -> answers.add(Json.read(message.getPayloadAsBytes(), Downlink.class)));
            client.subscribeWith().topicFilter(topics.down()).send();
        }

        <T extends Downlink> T ask(Mqtt5Publish message, Class<T> expected) throws InterruptedException {
            for (int second = 0; second < PATIENCE_S; second++) {
                client.publish(message);
                for (Downlink answer = answers.poll(1, TimeUnit.SECONDS); answer != null; answer = answers
                        .poll()) {
                    if (Replies.isTo(message, answer)) {
                        return expected.cast(answer);
                    }
                }
            }
            throw new AssertionError("no answer within " + PATIENCE_S + " s");
        }

        @Override
        public void close() {
            client.disconnect();
        }
    }
}
