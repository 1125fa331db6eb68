package io.tillpost.installer.cardscan;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.sync.BatchCodec;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Credit;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Hello;
import io.tillpost.protocol.sync.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/// Head office as far as an agent needs it to send everything, keeping each byte that came: raw, and unpacked.
final class Listener implements AutoCloseable {
    private final Mqtt5AsyncClient client;
    private final ByteArrayOutputStream capture = new ByteArrayOutputStream();
    private long acknowledged;

    Listener(int port, Path certificates) throws Exception {
        this.client = Mqtt5Client.builder()
                .identifier("central")
                .serverHost("localhost")
                .serverPort(port)
                .sslConfig()
                .keyManagerFactory(keys(certificates))
                .trustManagerFactory(trusted(certificates))
                .applySslConfig()
                .buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, this::received);
        client.connect().get(10, TimeUnit.SECONDS);
        client.subscribe(Mqtt5Subscribe.builder()
                .addSubscriptions(Stream.of(Topics.ALL_UP, Topics.ALL_HELLO, Topics.ALL_STATE)
                        .map(filter -> Mqtt5Subscription.builder()
                                .topicFilter(filter)
                                .qos(MqttQos.AT_LEAST_ONCE)
                                .build()))
                .build()).get(10, TimeUnit.SECONDS);
    }

    /// Everything that came, payloads and properties, batches also unpacked.
    synchronized byte[] captured() {
        return capture.toByteArray();
    }

    /// How many rows came and were acknowledged.
    synchronized long acknowledged() {
        return acknowledged;
    }

    private synchronized void received(Mqtt5Publish message) {
        capture.writeBytes(message.getPayloadAsBytes());
        var properties = new HashMap<String, String>();
        message.getUserProperties().asList().forEach(property -> properties.put(property.getName().toString(),
                property.getValue().toString()));
        capture.writeBytes(properties.toString().getBytes(StandardCharsets.UTF_8));
        Topics topics = Topics.parse(message.getTopic().toString()).orElseThrow();
        if (message.getTopic().toString().equals(topics.hello())) {
            send(topics, welcome(Json.read(message.getPayloadAsBytes(), Hello.class)));
        } else if (message.getTopic().toString().contains("/up/")) {
            send(topics, acknowledged(message, properties));
        }
    }

    private static Downlink welcome(Hello hello) {
        List<Downlink.LaneWelcome> lanes = hello.lanes()
                .stream()
                .map(lane -> new Downlink.LaneWelcome(lane.journal(), lane.ackedSeq(),
                        lane.ackedSeq() == 0 ? null : lane.ackedHash(), Downlink.Action.CONTINUE))
                .toList();
        return new Downlink.Welcome(hello.nonce(), 1, Instant.now(), hello.sentAt(), Credit.DEFAULT, 0, 0,
                lanes);
    }

    private Downlink acknowledged(Mqtt5Publish message, Map<String, String> properties) {
        byte[] id = new byte[16];
        message.getCorrelationData().orElseThrow().duplicate().get(id);
        BatchHeader header = BatchHeader.parse(id, properties);
        for (JournalRow row : BatchCodec.decode(header, message.getPayloadAsBytes())) {
            capture.writeBytes(row.metadata());
            capture.writeBytes(row.body());
            acknowledged++;
        }
        return new Downlink.Ack(header.batchId(), header.journal(), header.to(), header.head());
    }

    private void send(Topics topics, Downlink answer) {
        var _ = client.publishWith()
                .topic(topics.down())
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(Json.write(answer))
                .send();
    }

    private static KeyManagerFactory keys(Path folder) throws IOException, GeneralSecurityException {
        String pem = Files.readString(folder.resolve("central.key.pem")).replaceAll("-----[A-Z ]+-----", "");
        var key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("central", key, new char[0],
                new Certificate[]{certificate(folder.resolve("central.pem"))});
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        return keys;
    }

    private static TrustManagerFactory trusted(Path folder) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", certificate(folder.resolve("ca.pem")));
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        return trusted;
    }

    private static Certificate certificate(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    @Override
    public void close() {
        client.disconnect().join();
    }
}
