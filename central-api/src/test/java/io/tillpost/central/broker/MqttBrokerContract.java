package io.tillpost.central.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.Credit;
import io.tillpost.protocol.sync.Topics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// What Tillpost needs from any MQTT 5 broker: the built-in one, and those that an operator may put in its place.
abstract class MqttBrokerContract {
    static final Topics STORE_1 = new Topics("store-1");
    static final Topics STORE_2 = new Topics("store-2");
    private static final long PATIENCE_S = 20;

    private final List<Mqtt5BlockingClient> clients = new ArrayList<>();

    /// Where the broker listens.
    abstract int port();

    /// Whether it has permissions per client and a limit for packets, as docs/reference/broker.md asks of a real one.
    boolean guarded() {
        return true;
    }

    /// Whether to spend the seconds that it takes until a broker gives up a silent line.
    boolean looksAtSilence() {
        return true;
    }

    /// A client that is not connected yet, through that port of this machine; `box-1` belongs to store-1, `box-2` to store-2, `central-…` to head office.
    abstract Mqtt5BlockingClient client(String name, int port) throws Exception;

    final Mqtt5BlockingClient client(String name) throws Exception {
        return client(name, port());
    }

    final Mqtt5BlockingClient connect(String name) throws Exception {
        var client = client(name);
        client.connectWith().cleanStart(true).sessionExpiryInterval(0).send();
        clients.add(client);
        return client;
    }

    /// The first node of head office; one connection for each test.
    private Mqtt5BlockingClient central() throws Exception {
        for (var client : clients) {
            if (client.getState().isConnected() && client.getConfig()
                    .getClientIdentifier()
                    .filter(id -> id.toString().equals("central-1"))
                    .isPresent()) {
                return client;
            }
        }
        return connect("central-1");
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    static void until(Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < end, "not within " + PATIENCE_S + " s");
            LockSupport.parkNanos(20_000_000);
        }
    }

    @AfterEach
    final void disconnectAll() {
        for (var client : clients) {
            try {
                client.disconnect();
            } catch (MqttClientStateException _) {
                // It is not connected, or was taken over a moment ago.
            }
        }
        clients.clear();
    }

    static Mqtt5Publish message(String topic, String text) {
        return Mqtt5Publish.builder().topic(topic).qos(MqttQos.AT_LEAST_ONCE).payload(text.getBytes(UTF_8))
                .build();
    }

    static Mqtt5Publish retained(String topic, String text) {
        return message(topic, text).extend().retain(true).build();
    }

    static void subscribe(Mqtt5BlockingClient client, String filter) {
        client.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
    }

    static String next(Mqtt5Publishes inbox) throws InterruptedException {
        return inbox.receive(PATIENCE_S, TimeUnit.SECONDS).map(MqttBrokerContract::text)
                .orElse("(nothing came)");
    }

    /// The next message whose text matches. Head office's queue outlives its clients, so what an earlier test had not yet
    /// acknowledged may come again first.
    static Mqtt5Publish await(String pattern, Mqtt5Publishes inbox) throws InterruptedException {
        while (true) {
            var came = inbox.receive(PATIENCE_S, TimeUnit.SECONDS)
                    .orElseThrow(() -> new AssertionError("no message '" + pattern + "' came"));
            if (text(came).matches(pattern)) {
                return came;
            }
        }
    }

    static String text(Mqtt5Publish publish) {
        return new String(publish.getPayloadAsBytes(), UTF_8);
    }

    @Test
    void aBatchComesToHeadOfficeWithItsProperties() throws Exception {
        var central = connect("central-1");
        try (var inbox = central.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(central, Topics.ALL_UP);
            connect("box-1").publish(message(STORE_1.up(Lane.FIN), "batch").extend()
                    .contentType("application/json")
                    .correlationData("id".getBytes(UTF_8))
                    .messageExpiryInterval(120)
                    .userProperties().add("from", "1").add("to", "9").applyUserProperties()
                    .build());
            var batch = await("batch", inbox);
            assertEquals(STORE_1.up(Lane.FIN), batch.getTopic().toString());
            assertEquals("batch", text(batch));
            assertEquals(MqttQos.AT_LEAST_ONCE, batch.getQos());
            assertEquals("application/json", String.valueOf(batch.getContentType().orElseThrow()));
            assertEquals(UTF_8.encode("id"), batch.getCorrelationData().orElseThrow());
            assertEquals("[(from, 1), (to, 9)]", batch.getUserProperties().asList().toString());
        }
    }

    @Test
    void anAckComesToItsOwnStoreOnly() throws Exception {
        var box1 = connect("box-1");
        var box2 = connect("box-2");
        try (var inbox1 = box1.publishes(MqttGlobalPublishFilter.ALL);
                var inbox2 = box2.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(box1, STORE_1.down());
            subscribe(box1, STORE_1.command());
            subscribe(box2, STORE_2.down());
            subscribe(box2, STORE_2.command());
            var central = connect("central-1");
            central.publish(message(STORE_2.down(), "ack for store 2"));
            central.publish(message(STORE_1.down(), "ack for store 1"));
            central.publish(message(STORE_2.command(), "command for store 2"));
            assertEquals("ack for store 1", next(inbox1));
            assertEquals("ack for store 2", next(inbox2));
            assertEquals("command for store 2", next(inbox2));
            assertTrue(inbox1.receiveNow().isEmpty());
        }
    }

    @Test
    void whenOneOfTwoNodesIsGoneTheOtherGetsEverything() throws Exception {
        var stays = connect("central-1");
        var goes = connect("central-2");
        try (var inbox = stays.publishes(MqttGlobalPublishFilter.ALL);
                var other = goes.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(stays, Topics.ALL_UP);
            subscribe(goes, Topics.ALL_UP);
            var box = connect("box-1");
            Set<String> sent = new TreeSet<>();
            for (int i = 0; i < 20; i++) {
                sent.add("batch " + i);
                box.publish(message(STORE_1.up(Lane.FIN), "batch " + i));
            }
            var got = new TreeSet<String>();
            while (got.size() < 20) {
                take(inbox, got);
                take(other, got);
            }
            assertEquals(sent, got, "shared, none twice");

            goes.disconnect();
            for (int i = 0; i < 10; i++) {
                box.publish(message(STORE_1.up(Lane.FIN), "later " + i));
            }
            var later = new HashSet<String>();
            for (int i = 0; i < 10; i++) {
                later.add(text(await("later [0-9]+", inbox)));
            }
            assertEquals(10, later.size(), later.toString());
        }
    }

    private static void take(Mqtt5Publishes inbox, Set<String> got) throws InterruptedException {
        inbox.receive(100, TimeUnit.MILLISECONDS)
                .filter(came -> text(came).matches("batch [0-9]+"))
                .ifPresent(batch -> assertTrue(got.add(text(batch)), text(batch)));
    }

    @Test
    void presenceIsRetainedAndTheWillReplacesItWhenTheLineBreaks() throws Exception {
        var central = connect("central-1");
        try (var inbox = central.publishes(MqttGlobalPublishFilter.ALL); var cable = new CutRelay(port())) {
            var box = client("box-1", cable.port());
            box.connectWith()
                    .cleanStart(true)
                    .sessionExpiryInterval(0)
                    .willPublish(retained(STORE_1.state(), "gone"))
                    .send();
            box.publish(retained(STORE_1.state(), "here"));
            subscribe(central, STORE_1.state());
            assertEquals("here", next(inbox));
            cable.cut();
            assertEquals("gone", next(inbox));
        }
        var late = connect("central-2");
        try (var inbox = late.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(late, STORE_1.state());
            assertEquals("gone", next(inbox));
        }
    }

    @Test
    void aPointerToTheConfigurationWaitsForTheStore() throws Exception {
        central().publish(retained(STORE_1.config(), "version 7"));
        var box = connect("box-1");
        try (var inbox = box.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(box, STORE_1.config());
            assertEquals("version 7", next(inbox));
            central().publish(retained(STORE_1.config(), "version 8"));
            assertEquals("version 8", next(inbox), "whoever is there hears of it at once");
        }
        var later = connect("box-1");
        try (var inbox = later.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(later, STORE_1.config());
            assertEquals("version 8", next(inbox), "the newest alone is kept");
        }
    }

    @Test
    void telemetryGoesAtMostOnce() throws Exception {
        var central = central();
        try (var inbox = central.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(central, Topics.ALL_UP);
            connect("box-1").publish(message(STORE_1.up(Lane.TEL), "telemetry").extend()
                    .qos(MqttQos.AT_MOST_ONCE)
                    .build());
            assertEquals(MqttQos.AT_MOST_ONCE, await("telemetry", inbox).getQos());
        }
    }

    @Test
    void aConnectionThatEndedLeavesNothingBehind() throws Exception {
        var box = connect("box-1");
        subscribe(box, STORE_1.down());
        box.disconnect();
        central().publish(message(STORE_1.down(), "said to nobody"));
        var again = connect("box-1");
        try (var inbox = again.publishes(MqttGlobalPublishFilter.ALL)) {
            central().publish(message(STORE_1.down(), "said before it subscribed"));
            subscribe(again, STORE_1.down());
            central().publish(message(STORE_1.down(), "said to the box"));
            assertEquals("said to the box", next(inbox));
        }
    }

    @Test
    void aSecondConnectionUnderTheSameNameEndsTheFirst() throws Exception {
        var first = connect("box-1");
        var second = connect("box-1");
        until(() -> !first.getState().isConnected());
        try (var inbox = second.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(second, STORE_1.down());
            central().publish(message(STORE_1.down(), "for the second"));
            assertEquals("for the second", next(inbox));
        }
    }

    @Test
    void theLargestBatchComesWhole() throws Exception {
        byte[] largest = new byte[Credit.DEFAULT.bytes()];
        new Random(1).nextBytes(largest);
        var central = central();
        var box = connect("box-1");
        try (var inbox = central.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(central, Topics.ALL_UP);
            box.publish(message(STORE_1.up(Lane.OPS), "").extend().payload(largest).build());
            Mqtt5Publish came = await("(?s).{1000,}", inbox);
            assertArrayEquals(largest, came.getPayloadAsBytes());
        }
    }

    @Test
    void aPacketBeyondTheLimitIsRefused() throws Exception {
        Assumptions.assumeTrue(guarded(), "this broker is not configured to guard anything");
        var box = connect("box-1");
        assertThrows(RuntimeException.class,
                () -> box.publish(message(STORE_1.up(Lane.FIN), "x".repeat(600_000))));
        connect("box-1").publish(message(STORE_1.hello(), "hello"));
    }

    @Test
    void noAgentSpeaksForAnotherStore() throws Exception {
        Assumptions.assumeTrue(guarded(), "this broker is not configured to guard anything");
        var box = connect("box-1");
        for (String topic : List.of(STORE_2.up(Lane.FIN), STORE_2.hello(), STORE_2.state(), STORE_1.down(),
                STORE_1.config())) {
            assertThrows(Mqtt5PubAckException.class, () -> box.publish(message(topic, "forged")), topic);
        }
    }

    /// A line to a node of head office and one to a box go dead without a word, and a hello is too old when somebody asks
    /// for it. All three need time to pass at the broker, so they share it.
    @Test
    void aSilentLineIsGivenUpAndAnOldMessageIsNotHandedOver() throws Exception {
        Assumptions.assumeTrue(looksAtSilence(), "the same broker is looked at in another class");
        var box = connect("box-2");
        box.publish(expiring(STORE_2.hello(), "too old", 1));
        var alive = central();
        try (var inbox = alive.publishes(MqttGlobalPublishFilter.ALL);
                var toNode = new CutRelay(port());
                var toBox = new CutRelay(port())) {
            silentNode(toNode);
            silentBox(toBox);
            subscribe(alive, STORE_1.state());
            await("not seen any more", inbox);

            subscribe(alive, Topics.ALL_HELLO);
            subscribe(alive, Topics.ALL_UP);
            Set<String> got = new HashSet<>();
            for (int attempt = 0; got.size() < 10; attempt++) {
                assertTrue(attempt < 30, "repeated 30 times, and no more came than " + got);
                repeat(box);
                listen(inbox, got);
            }
        }
    }

    private void silentNode(CutRelay line) throws Exception {
        var node = client("central-2", line.port());
        node.connectWith().cleanStart(true).sessionExpiryInterval(0).keepAlive(1).send();
        subscribe(node, Topics.ALL_UP);
        line.freeze();
    }

    private void silentBox(CutRelay line) throws Exception {
        client("box-1", line.port()).connectWith()
                .cleanStart(true)
                .sessionExpiryInterval(0)
                .keepAlive(1)
                .willPublish(retained(STORE_1.state(), "not seen any more"))
                .send();
        line.freeze();
    }

    /// Some of it goes to the silent node until the broker gives that up: whoever is not answered says it again.
    private static void repeat(Mqtt5BlockingClient box) {
        for (int i = 0; i < 10; i++) {
            box.publish(expiring(STORE_2.up(Lane.FIN), "young " + i, 120));
        }
    }

    private static void listen(Mqtt5Publishes inbox, Set<String> got) throws InterruptedException {
        var came = inbox.receive(500, TimeUnit.MILLISECONDS);
        while (came.isPresent() && got.size() < 10) {
            String text = text(came.get());
            assertNotEquals("too old", text);
            if (text.startsWith("young ")) {
                got.add(text);
                assertTrue(came.get().getMessageExpiryInterval().orElseThrow() <= 120, "counted down");
            }
            came = inbox.receive(500, TimeUnit.MILLISECONDS);
        }
    }

    private static Mqtt5Publish expiring(String topic, String text, long afterS) {
        return message(topic, text).extend().messageExpiryInterval(afterS).build();
    }
}
