package io.tillpost.central.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.Topics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What Tillpost needs from any MQTT 5 broker: the built-in one, and those that an operator may put in its place.
abstract class MqttBrokerContract {
    static final Topics STORE_1 = new Topics("store-1");
    static final Topics STORE_2 = new Topics("store-2");
    private static final long PATIENCE_S = 10;

    private final List<Mqtt5BlockingClient> clients = new ArrayList<>();

    /// Where the broker listens.
    abstract int port();

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

    @AfterEach
    final void disconnectAll() {
        for (var client : clients) {
            if (client.getState().isConnected()) {
                client.disconnect();
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
            subscribe(box1, "tillpost/1/store-1/dn/#");
            subscribe(box2, "tillpost/1/store-2/dn/#");
            var central = connect("central-1");
            central.publish(message(STORE_1.down(), "ack for store 1"));
            central.publish(message(STORE_2.command(), "command for store 2"));
            assertEquals("ack for store 1", next(inbox1));
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
        connect("central-1").publish(retained(STORE_1.config(), "version 7"));
        var box = connect("box-1");
        try (var inbox = box.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(box, "tillpost/1/store-1/dn/#");
            assertEquals("version 7", next(inbox));
        }
    }
}
