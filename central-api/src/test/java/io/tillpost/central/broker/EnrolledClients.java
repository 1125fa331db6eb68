package io.tillpost.central.broker;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.tillpost.central.enrolment.AuthorityKeeper.KeyAndChain;
import io.tillpost.central.enrolment.EnrolmentWorld;
import io.tillpost.central.enrolment.Pem;
import io.tillpost.central.enrolment.TestBox;
import io.tillpost.central.enrolment.file.PlainFile;
import io.tillpost.protocol.enrol.EnrolmentReply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/// Clients with certificates of head office's own authority: enrolled boxes, and nodes.
final class EnrolledClients implements AutoCloseable {
    /// Each try is a TLS handshake, which both sides log when it fails.
    private static final long TRY_EVERY_NANOS = 100_000_000;

    final EnrolmentWorld world = new EnrolmentWorld();
    private final Map<String, KeyManagerFactory> known = new ConcurrentHashMap<>();

    EnrolledClients() {
        for (int i = 1; i <= 2; i++) {
            world.store("acme", "store-" + i);
            enrol("box-" + i, "store-" + i);
        }
        node("central-1", Duration.ofDays(10));
        node("central-2", Duration.ofDays(10));
    }

    /// Enrols another box under this name and returns its TLS.
    KeyManagerFactory enrol(String agent, String store) {
        var box = new TestBox();
        EnrolmentReply reply = world.enrolled(box, "acme", store, agent);
        var tls = box.tls(reply);
        known.put(agent, tls);
        return tls;
    }

    KeyManagerFactory node(String name, Duration lifetime) {
        var tls = tls(world.keeper.issueNode(name, lifetime));
        known.put(name, tls);
        return tls;
    }

    private static KeyManagerFactory tls(KeyAndChain made) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("node", made.key(), new char[0],
                    made.chain().toArray(X509Certificate[]::new));
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return factory;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// Key and certificate of a server on this machine.
    void server(Path key, Path certificate) throws Exception {
        var made = world.keeper.issueServer(List.of("localhost", "127.0.0.1"), Duration.ofDays(10));
        PlainFile.writePair(key,
                Pem.of("PRIVATE KEY", made.key().getEncoded()).getBytes(StandardCharsets.US_ASCII),
                certificate, Pem.ofCertificates(made.chain()).getBytes(StandardCharsets.US_ASCII));
    }

    Mqtt5BlockingClient client(String name, int port) throws Exception {
        return client(name, port, Objects.requireNonNull(known.get(name), name));
    }

    Mqtt5BlockingClient client(String name, int port, KeyManagerFactory tls) throws Exception {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (var authority : world.keeper.all()) {
            trusted.setCertificateEntry("authority " + authority.number(), authority.certificate());
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        return MqttClient.builder()
                .useMqttVersion5()
                .identifier(name)
                .serverHost("localhost")
                .serverPort(port)
                .sslConfig()
                .keyManagerFactory(tls)
                .trustManagerFactory(trust)
                .applySslConfig()
                .buildBlocking();
    }

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within 20 s");
            }
            LockSupport.parkNanos(TRY_EVERY_NANOS);
        }
    }

    @Override
    public void close() {
        world.close();
    }
}
