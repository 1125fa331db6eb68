package io.tillpost.installer.faults.world;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.tillpost.installer.stage.Pause;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.pem.PrivateKeyPem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/// A client of the broker that listens to what boxes send and says what it wants: again, late, damaged, under another
/// name. Safe for use by all threads.
public final class Wiretap implements AutoCloseable {
    private static final int STEP_MAX_S = 20;
    private static final String RECORDER = "recorder";

    private final Mqtt5AsyncClient client;
    private final List<Mqtt5Publish> heard = new CopyOnWriteArrayList<>();

    private Wiretap(Mqtt5AsyncClient client) {
        this.client = client;
    }

    /// One with the rights of a node of head office: it hears batches of all stores and may answer any of them.
    public static Wiretap asNode(World world) {
        var tap = connected(world, RECORDER, tls(world.certificates(), RECORDER));
        tap.listen("tillpost/1/+/up/#");
        return tap;
    }

    /// One with the rights of a second box of this store, which says what the first one should say.
    public static Wiretap asBoxOf(World world, Box box) {
        Enrolled other = Enrolled.by(world, box.store(), box.otherAgent());
        // Head office tells the broker every two seconds who may come in, and the broker looks every second.
        Pause.of(Duration.ofSeconds(5));
        return connected(world, other.agent(), other.tls());
    }

    private static Wiretap connected(World world, String name, MqttClientSslConfig tls) {
        var client = Mqtt5Client.builder()
                .identifier(name)
                .serverHost(OfficeFiles.LOOPBACK)
                .serverPort(world.brokerPort())
                .sslConfig(tls)
                .buildAsync();
        var tap = new Wiretap(client);
        client.publishes(MqttGlobalPublishFilter.ALL, tap.heard::add);
        done(client.connectWith().cleanStart(true).sessionExpiryInterval(0).send());
        return tap;
    }

    private void listen(String filter) {
        done(client.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send());
    }

    /// What it heard so far, in order.
    public List<Mqtt5Publish> heard() {
        return List.copyOf(heard);
    }

    /// Says something. What the broker does with it, e.g. hanging up, is not this method's to tell.
    public void say(Mqtt5Publish message) {
        try {
            done(client.publish(message));
        } catch (EnvironmentFault e) {
            System.getLogger(Wiretap.class.getName()).log(System.Logger.Level.DEBUG, "not taken", e);
        }
    }

    /// Whether the broker still bears with it.
    public boolean isConnected() {
        return client.getState().isConnected();
    }

    private static void done(CompletableFuture<?> step) {
        try {
            step.get(STEP_MAX_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new EnvironmentFault("the broker did not take it: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while talking to the broker", e);
        }
    }

    private static MqttClientSslConfig tls(Path folder, String name) {
        try {
            var keys = emptyStore();
            keys.setKeyEntry(name,
                    PrivateKeyPem.parse(
                            Files.readString(folder.resolve(name + ".key.pem"), StandardCharsets.UTF_8)),
                    new char[0], certificates(folder.resolve(name + ".pem")).toArray(Certificate[]::new));
            var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, new char[0]);
            var trusted = emptyStore();
            for (X509Certificate certificate : certificates(folder.resolve("authority.pem"))) {
                trusted.setCertificateEntry(certificate.getSerialNumber().toString(), certificate);
            }
            var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trustManagers.init(trusted);
            return MqttClientSslConfig.builder().keyManagerFactory(keyManagers)
                    .trustManagerFactory(trustManagers).build();
        } catch (IOException | GeneralSecurityException e) {
            throw new EnvironmentFault("no TLS for " + name + ": " + e.getMessage(), e);
        }
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<X509Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    @Override
    public void close() {
        if (client.getState().isConnected()) {
            var _ = client.disconnect();
        }
    }
}
