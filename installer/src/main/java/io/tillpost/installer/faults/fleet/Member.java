package io.tillpost.installer.faults.fleet;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.tillpost.installer.faults.world.Enrolled;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Sha256;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.sync.BatchCodec;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Credit;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.HeadSignature;
import io.tillpost.protocol.sync.Hello;
import io.tillpost.protocol.sync.LaneHead;
import io.tillpost.protocol.sync.Topics;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One store of a fleet: sends its backlog as an agent does, one signed batch at a time, and the next when head office has
/// that one. Safe for use by all threads.
final class Member {
    private static final int STEP_MAX_S = 30;
    private static final int KEEP_ALIVE_S = 20;
    private static final int MESSAGE_EXPIRY_S = 120;

    private final String tenant;
    private final String store;
    private final Backlog backlog;
    private final KeyPair keys;
    private final Clock clock;
    private final IdSource ids;
    private final Topics topics;
    private final Mqtt5AsyncClient client;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private Credit credit = Credit.DEFAULT;
    private long acked;
    private long sentUpTo;
    private boolean welcomed;

    Member(String tenant, String store, Backlog backlog, Enrolled box, int brokerPort, Clock clock,
            IdSource ids) {
        this.tenant = tenant;
        this.store = store;
        this.backlog = backlog;
        this.keys = box.keys();
        this.clock = clock;
        this.ids = ids;
        this.topics = new Topics(store);
        this.client = Mqtt5Client.builder()
                .identifier(agent())
                .serverHost("127.0.0.1")
                .serverPort(brokerPort)
                .sslConfig(box.tls())
                .transportConfig()
                .mqttConnectTimeout(STEP_MAX_S, TimeUnit.SECONDS)
                .socketConnectTimeout(STEP_MAX_S, TimeUnit.SECONDS)
                .applyTransportConfig()
                .buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, this::heard);
    }

    String store() {
        return store;
    }

    String agent() {
        return store + "-a";
    }

    Backlog backlog() {
        return backlog;
    }

    /// Whether head office has acknowledged everything.
    boolean isDone() {
        return done.isDone();
    }

    /// Comes, and comes again if it is away; asks again if nothing was answered since the last call.
    void tick() {
        if (isDone()) {
            return;
        }
        if (client.getState().isConnected()) {
            synchronized (this) {
                welcomed = false;
            }
            greet();
        } else if (!client.getState().isConnectedOrReconnect()) {
            var _ = client.connectWith()
                    .cleanStart(true)
                    .sessionExpiryInterval(0)
                    .keepAlive(KEEP_ALIVE_S)
                    .send()
                    .thenCompose(_ -> client.subscribeWith().topicFilter(topics.down())
                            .qos(MqttQos.AT_LEAST_ONCE).send())
                    .thenAccept(_ -> greet())
                    .exceptionally(_ -> null);
        }
    }

    void leave() {
        if (client.getState().isConnected()) {
            var _ = client.disconnect();
        }
    }

    private void greet() {
        LaneHead head;
        synchronized (this) {
            head = new LaneHead(backlog.key(), null, 1, backlog.last(), backlog.hash(backlog.last()), acked,
                    backlog.hash(acked));
        }
        byte[] hello = new Hello(agent(), ids.next(), ids.next(), "fleet", 0, clock.instant(), List.of(head))
                .bytes();
        publish(topics.hello(), hello, "application/json", null,
                signed(HeadSignature.Said.hello(hello)).properties());
    }

    private void heard(Mqtt5Publish message) {
        switch (Json.read(message.getPayloadAsBytes(), Downlink.class)) {
            case Downlink.Welcome welcome -> welcomed(welcome);
            case Downlink.Ack ack -> acknowledged(ack);
            // The next tick says hello again.
            case Downlink.Nack _ -> sentUpTo(0);
        }
    }

    private synchronized void sentUpTo(long seq) {
        sentUpTo = seq;
    }

    private synchronized void welcomed(Downlink.Welcome welcome) {
        if (welcomed) {
            return;
        }
        welcomed = true;
        credit = welcome.credit();
        welcome.lanes().stream().filter(lane -> lane.journal().equals(backlog.key())).findFirst()
                .ifPresent(lane -> {
                    acked = lane.ackedSeq();
                    sendNext();
                });
    }

    private synchronized void acknowledged(Downlink.Ack ack) {
        if (ack.journal().equals(backlog.key()) && ack.seq() > acked
                && ack.hash().equals(backlog.hash(ack.seq()))) {
            acked = ack.seq();
            if (acked >= sentUpTo) {
                sendNext();
            }
        }
    }

    /// With the lock held.
    private void sendNext() {
        if (acked == backlog.last()) {
            done.complete(true);
            return;
        }
        long to = Math.min(backlog.last(), acked + credit.events());
        sentUpTo = to;
        var header = new BatchHeader(ids.next(), backlog.key(), acked + 1, (int) (to - acked),
                backlog.hash(acked),
                backlog.hash(to), "00-00000000000000000000000000000001-0000000000000001-01");
        Map<String, String> properties = new HashMap<>(header.properties());
        properties.putAll(signed(HeadSignature.Said.batch(header)).properties());
        publish(topics.up(Lane.FIN), BatchCodec.encode(backlog.rows(acked + 1, to)), BatchHeader.CONTENT_TYPE,
                header.correlationData(), properties);
    }

    private void publish(String topic, byte[] payload, String contentType, byte @Nullable [] correlation,
            Map<String, String> properties) {
        var message = Mqtt5Publish.builder()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload)
                .contentType(contentType)
                .responseTopic(topics.down())
                .messageExpiryInterval(MESSAGE_EXPIRY_S)
                .correlationData(correlation)
                .userProperties(Mqtt5UserProperties.of(properties.entrySet()
                        .stream()
                        .map(property -> Mqtt5UserProperty.of(property.getKey(), property.getValue()))
                        .toList()))
                .build();
        var _ = client.publish(message).orTimeout(STEP_MAX_S, TimeUnit.SECONDS).exceptionally(_ -> null);
    }

    private HeadSignature signed(HeadSignature.Said said) {
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(said.bytes(tenant, store, agent()));
            Hash key = Sha256.of(keys.getPublic().getEncoded());
            return new HeadSignature(key, signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java signs ECDSA", e);
        }
    }
}
