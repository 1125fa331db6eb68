package io.tillpost.edge.sync.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.tillpost.edge.sync.Identity;
import io.tillpost.edge.sync.Wire;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Credit;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.HeadSignature;
import io.tillpost.protocol.sync.Hello;
import io.tillpost.protocol.sync.Presence;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a real broker (mosquitto, if it is installed) with TLS and client certificates made on the spot (openssl).
class MqttWireTest {
    private static final Identity ME = new Identity("store-7-a", "store-7", "0.1.0");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T08:00:00Z"), ZoneOffset.UTC);
    private static final HeadSignature SIGNED = new HeadSignature(Hash.of(new byte[Hash.LENGTH_BYTES]),
            new byte[]{9, 8, 7});
    private static final Hash ZERO = Hash.of(new byte[Hash.LENGTH_BYTES]);

    @TempDir
    static Path folder;
    private static Mosquitto broker;

    private final Heard heard = new Heard();
    private final List<MqttWire> opened = new ArrayList<>();

    @BeforeAll
    static void startBroker() throws Exception {
        Assumptions.assumeTrue(Mosquitto.isThere(), "skipped: mosquitto or openssl is not installed");
        broker = Mosquitto.start(folder);
    }

    @AfterAll
    static void stopBroker() {
        if (broker != null) {
            broker.close();
        }
    }

    @AfterEach
    void closeWire() {
        opened.forEach(MqttWire::close);
    }

    @Test
    void helloAndBatchArriveWithTheirPropertiesAndAnswersComeBack() throws Exception {
        try (var central = broker.client("central")) {
            central.subscribe("tillpost/1/+/#");
            MqttWire wire = wire(broker.settings("store-7-a"));
            UUID nonce = connect(wire);
            var hello = new Hello(ME.agent(), UUID.randomUUID(), nonce, "0.1.0", 0, CLOCK.instant(),
                    List.of());
            wire.send(hello, Optional.of(SIGNED));
            Mqtt5Publish helloSeen = central.next("tillpost/1/store-7/hello");
            assertEquals(hello, Json.read(helloSeen.getPayloadAsBytes(), Hello.class));
            assertArrayEquals(hello.bytes(), helloSeen.getPayloadAsBytes(), "as it was signed");
            assertEquals(SIGNED.key(), HeadSignature.parse(properties(helloSeen)).orElseThrow().key());
            var header = new BatchHeader(UUID.randomUUID(), new JournalKey(Lane.FIN, UUID.randomUUID(), 1), 1,
                    1,
                    ZERO, ZERO, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            wire.send(header, Optional.of(SIGNED), new byte[]{1, 2, 3});
            Mqtt5Publish batch = central.next("tillpost/1/store-7/up/fin");
            assertEquals(header, header(batch));
            var signature = HeadSignature.parse(properties(batch)).orElseThrow();
            assertEquals(SIGNED.key(), signature.key());
            assertArrayEquals(SIGNED.signature(), signature.signature());
            assertEquals(3, batch.getPayloadAsBytes().length);
            assertEquals("tillpost/1/store-7/dn/ack", batch.getResponseTopic().orElseThrow().toString());
            assertEquals(120, batch.getMessageExpiryInterval().orElseThrow());
            assertEquals(MqttQos.AT_LEAST_ONCE, batch.getQos());
            wire.send(new BatchHeader(UUID.randomUUID(), new JournalKey(Lane.TEL, UUID.randomUUID(), 1), 1, 1,
                    ZERO, ZERO, header.traceparent()), Optional.empty(), new byte[]{1});
            assertEquals(MqttQos.AT_MOST_ONCE, central.next("tillpost/1/store-7/up/tel").getQos());
            Downlink welcome = new Downlink.Welcome(nonce, 1, CLOCK.instant(), CLOCK.instant(),
                    Credit.DEFAULT, 0, 0,
                    List.of());
            central.publish("tillpost/1/store-7/dn/ack", "not one of ours".getBytes(
                    UTF_8));
            central.publish("tillpost/1/store-7/dn/ack", Json.write(welcome));
            assertEquals(welcome, heard.message());
        }
    }

    @Test
    void presenceIsRetainedAndTurnsOffWithTheGoodbye() throws Exception {
        try (var central = broker.client("central")) {
            MqttWire wire = wire(broker.settings("store-7-a"));
            UUID nonce = connect(wire);
            central.subscribe("tillpost/1/store-7/state");
            Presence online = presence(central.next("tillpost/1/store-7/state"));
            assertTrue(online.online());
            assertEquals(nonce, online.nonce());
            wire.close();
            assertFalse(presence(central.next("tillpost/1/store-7/state")).online());
        }
    }

    @Test
    void aSecondBoxUnderTheSameNameEndsTheFirstOnesConnection() throws Exception {
        UUID first = connect(wire(broker.settings("store-7-a")));
        var other = new Heard();
        try (var clone = new MqttWire(ME, broker.settings("store-7-a"), CLOCK)) {
            clone.connect(UUID.randomUUID(), other);
            other.connected();
            // mosquitto 2.0.11 closes without saying why (seen over TLS), so the cause may be either.
            var _ = heard.gone(first);
        }
    }

    @Test
    void aConnectionThatIsGivenUpSaysNothingMore() throws Exception {
        MqttWire wire = wire(broker.settings("store-7-a"));
        var _ = connect(wire);
        UUID second = UUID.randomUUID();
        wire.connect(second, heard);
        assertEquals(second, heard.connected());
        assertEquals(0, heard.gone.size(), "the first connection was ended by us");
    }

    @Test
    void nobodyListeningIsToldInWords() throws Exception {
        MqttSettings settings = broker.settings("store-7-a");
        var closed = new MqttSettings(settings.host(), Mosquitto.freePort(), settings.certificate(),
                settings.privateKey(), settings.trusted());
        MqttWire wire = wire(closed);
        UUID nonce = UUID.randomUUID();
        wire.connect(nonce, heard);
        assertEquals(Wire.Cause.LOST, heard.gone(nonce));
        assertTrue(heard.lastDetail.contains("refused"), heard.lastDetail);
    }

    @Test
    void aBrokerOfAnotherAuthorityIsNotTrusted() throws Exception {
        MqttSettings settings = broker.settings("store-7-a");
        var wrong = new MqttSettings(settings.host(), settings.port(), settings.certificate(),
                settings.privateKey(),
                broker.otherAuthority());
        MqttWire wire = wire(wrong);
        UUID nonce = UUID.randomUUID();
        wire.connect(nonce, heard);
        assertEquals(Wire.Cause.LOST, heard.gone(nonce));
    }

    @Test
    void anotherAgentsCertificateAndAMissingKeyAreNamed() throws Exception {
        MqttSettings mine = broker.settings("store-7-a");
        wire(broker.settings("store-8-a")).connect(UUID.randomUUID(), heard);
        var _ = heard.goneAny();
        assertTrue(heard.lastDetail.contains("expected CN=store-7-a"), heard.lastDetail);
        var keyless = new MqttSettings(mine.host(), mine.port(), mine.certificate(), mine.certificate(),
                mine.trusted());
        wire(keyless).connect(UUID.randomUUID(), heard);
        var _ = heard.goneAny();
        assertTrue(heard.lastDetail.contains("no PKCS#8 key"), heard.lastDetail);
        var strange = new MqttSettings(mine.host(), mine.port(), mine.certificate(),
                broker.settings("store-8-a").privateKey(), mine.trusted());
        wire(strange).connect(UUID.randomUUID(), heard);
        var _ = heard.goneAny();
        assertTrue(heard.lastDetail.contains("does not belong to certificate"), heard.lastDetail);
    }

    private MqttWire wire(MqttSettings settings) {
        var wire = new MqttWire(ME, settings, CLOCK);
        opened.add(wire);
        return wire;
    }

    private UUID connect(MqttWire wire) throws InterruptedException {
        UUID nonce = UUID.randomUUID();
        wire.connect(nonce, heard);
        assertEquals(nonce, heard.connected());
        return nonce;
    }

    private static Presence presence(Mqtt5Publish message) {
        return Json.read(message.getPayloadAsBytes(), Presence.class);
    }

    private static Map<String, String> properties(Mqtt5Publish batch) {
        Map<String, String> properties = new LinkedHashMap<>();
        batch.getUserProperties()
                .asList()
                .forEach(property -> properties.put(property.getName().toString(),
                        property.getValue().toString()));
        return properties;
    }

    private static BatchHeader header(Mqtt5Publish batch) {
        var correlation = batch.getCorrelationData().orElseThrow();
        byte[] id = new byte[correlation.remaining()];
        correlation.get(id);
        return BatchHeader.parse(id, properties(batch));
    }

    /// Remembers what the wire says, and waits for it.
    private static final class Heard implements Wire.Listener {
        private final BlockingQueue<UUID> connected = new LinkedBlockingQueue<>();
        private final BlockingQueue<Map.Entry<UUID, Wire.Cause>> gone = new LinkedBlockingQueue<>();
        private final BlockingQueue<Downlink> messages = new LinkedBlockingQueue<>();
        private volatile String lastDetail = "";

        @Override
        public void connected(UUID nonce) {
            connected.add(nonce);
        }

        @Override
        public void disconnected(UUID nonce, Wire.Cause cause, String detail) {
            lastDetail = detail;
            gone.add(Map.entry(nonce, cause));
        }

        @Override
        public void received(UUID nonce, Downlink message) {
            messages.add(message);
        }

        UUID connected() throws InterruptedException {
            return soon(connected, "a connection");
        }

        Wire.Cause gone(UUID nonce) throws InterruptedException {
            Map.Entry<UUID, Wire.Cause> end = goneAny();
            assertEquals(nonce, end.getKey());
            return end.getValue();
        }

        Map.Entry<UUID, Wire.Cause> goneAny() throws InterruptedException {
            return soon(gone, "the end of a connection");
        }

        Downlink message() throws InterruptedException {
            return soon(messages, "a message");
        }

        private <T> T soon(BlockingQueue<T> queue, String what) throws InterruptedException {
            T found = queue.poll(15, TimeUnit.SECONDS);
            if (found == null) {
                throw new AssertionError("waited 15 s for " + what + "; last error: " + lastDetail);
            }
            return found;
        }
    }
}
