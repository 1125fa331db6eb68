package io.tillpost.edge.sync.mqtt;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A mosquitto of the test's own, with an authority, a server certificate and one for each client that is asked for.
public final class Mosquitto implements AutoCloseable {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final Path folder;
    private final Process process;
    private final int port;

    private Mosquitto(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    public static boolean isThere() {
        return program("mosquitto") != null && program("openssl") != null;
    }

    static Mosquitto start(Path folder) throws IOException, InterruptedException {
        makeAuthority(folder, "ca");
        makeAuthority(folder, "other");
        makeCertificate(folder, "localhost");
        int port = freePort();
        Process process = launch(folder, """
                listener %d localhost
                cafile %s
                certfile %s
                keyfile %s
                require_certificate true
                use_identity_as_username true
                allow_anonymous true
                user %s
                """.formatted(port, folder.resolve("ca.crt"), folder.resolve("localhost.crt"),
                folder.resolve("localhost.key"), System.getProperty("user.name")));
        return new Mosquitto(folder, process, port);
    }

    /// One with this configuration, up and running.
    public static Process launch(Path folder, String configuration) throws IOException {
        Files.writeString(folder.resolve("mosquitto.conf"), configuration);
        var process = new ProcessBuilder(String.valueOf(program("mosquitto")), "-c",
                folder.resolve("mosquitto.conf").toString()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("mosquitto.log").toFile())
                .start();
        awaitRunning(process, folder.resolve("mosquitto.log"));
        return process;
    }

    MqttSettings settings(String agent) throws IOException, InterruptedException {
        makeCertificate(folder, agent);
        return new MqttSettings("localhost", port, folder.resolve(agent + ".crt"),
                folder.resolve(agent + ".key"),
                folder.resolve("ca.crt"));
    }

    Path otherAuthority() {
        return folder.resolve("other.crt");
    }

    Client client(String name) throws Exception {
        return new Client(settings(name), name);
    }

    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static void awaitRunning(Process process, Path log) throws IOException {
        long until = System.nanoTime() + DEADLINE_NANOS;
        while (System.nanoTime() < until && process.isAlive()) {
            if (Files.readString(log).contains(" running")) {
                return;
            }
            Thread.onSpinWait();
        }
        process.destroy();
        throw new IOException("mosquitto did not start: " + Files.readString(log));
    }

    private static void makeAuthority(Path folder, String name) throws IOException, InterruptedException {
        openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-keyout", name + ".key", "-out", name + ".crt", "-days", "2", "-subj", "/CN=" + name);
    }

    private static void makeCertificate(Path folder, String name) throws IOException, InterruptedException {
        openssl(folder, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-keyout",
                name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name);
        Files.writeString(folder.resolve(name + ".ext"), "subjectAltName=DNS:" + name);
        openssl(folder, "x509", "-req", "-in", name + ".csr", "-CA", "ca.crt", "-CAkey", "ca.key",
                "-CAcreateserial",
                "-out", name + ".crt", "-days", "2", "-extfile", name + ".ext");
    }

    private static void openssl(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("openssl"), Stream.of(arguments)).toList();
        Path log = folder.resolve("openssl.log");
        Process process = new ProcessBuilder(command).directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + Files.readString(log));
        }
    }

    private static @Nullable Path program(String name) {
        return Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /// A plain MQTT client that stands for head office.
    static final class Client implements AutoCloseable {
        private final Mqtt5AsyncClient client;
        private final BlockingQueue<Mqtt5Publish> received = new LinkedBlockingQueue<>();

        Client(MqttSettings settings, String name) throws Exception {
            client = Mqtt5Client.builder()
                    .identifier(name)
                    .serverHost(settings.host())
                    .serverPort(settings.port())
                    .sslConfig(Tls.config(settings.endpoint(), name))
                    .buildAsync();
            client.publishes(MqttGlobalPublishFilter.ALL, received::add);
            var _ = client.connect().get(15, TimeUnit.SECONDS);
        }

        void subscribe(String filter) throws Exception {
            var _ = client.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send().get(15,
                    TimeUnit.SECONDS);
        }

        void publish(String topic, byte[] payload) throws Exception {
            var _ = client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).payload(payload).send().get(
                    15,
                    TimeUnit.SECONDS);
        }

        /// The next message on this topic; others are passed over.
        Mqtt5Publish next(String topic) throws InterruptedException {
            while (true) {
                Mqtt5Publish message = received.poll(15, TimeUnit.SECONDS);
                if (message == null) {
                    throw new AssertionError("nothing on " + topic + " within 15 s");
                }
                if (message.getTopic().toString().equals(topic)) {
                    return message;
                }
            }
        }

        @Override
        public void close() {
            var _ = client.disconnect().orTimeout(15, TimeUnit.SECONDS).join();
        }
    }
}
