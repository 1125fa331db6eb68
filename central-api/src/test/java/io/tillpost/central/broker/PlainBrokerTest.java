package io.tillpost.central.broker;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.hivemq.HiveMQContainer;
import org.testcontainers.utility.DockerImageName;

/// Brokers of others that an operator may run, in plain TCP and without permissions. Each is skipped, with the reason
/// printed, where it cannot run.
class PlainBrokerTest {
    abstract static class Plain extends MqttBrokerContract {
        @Override
        boolean guarded() {
            return false;
        }

        @Override
        Mqtt5BlockingClient client(String name, int port) {
            return MqttClient.builder()
                    .useMqttVersion5()
                    .identifier(name)
                    .serverHost("localhost")
                    .serverPort(port)
                    .buildBlocking();
        }
    }

    /// `-Dmosquitto=PATH` names the program if it is not on the path.
    @Nested
    @TestInstance(Lifecycle.PER_CLASS)
    class Mosquitto extends Plain {
        private @Nullable Process process;
        private int port;

        @BeforeAll
        void start() throws Exception {
            String program = System.getProperty("mosquitto", "mosquitto");
            try (var free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            Path config = Files.createTempFile("mosquitto", ".conf");
            Files.writeString(config, "listener " + port + " 127.0.0.1\nallow_anonymous true\n");
            try {
                process = new ProcessBuilder(program, "-c", config.toString()).inheritIO().start();
            } catch (IOException e) {
                skip("mosquitto", "no program '" + program + "' here: " + e.getMessage());
            }
            awaitPort(port);
        }

        @Override
        int port() {
            return port;
        }

        /// [MosquittoFilesTest] does.
        @Override
        boolean looksAtSilence() {
            return false;
        }

        @AfterAll
        void stop() {
            if (process != null) {
                process.destroy();
            }
        }
    }

    /// HiveMQ Community Edition as a process of this test's own, on loopback and without usage statistics. Its jars are no
    /// part of the build: docs/build/hivemq-ce.pom.xml fetches them into `target/hivemq-ce`, or `-Dhivemq.ce=FOLDER`
    /// says where they are.
    @Nested
    @TestInstance(Lifecycle.PER_CLASS)
    class HiveMqCommunityEdition extends Plain {
        private @Nullable Process process;
        private int port;

        @BeforeAll
        void start() throws Exception {
            Path jars = Path.of(System.getProperty("hivemq.ce", "target/hivemq-ce"));
            if (!Files.isDirectory(jars)) {
                skip("HiveMQ Community Edition", "no jars in " + jars.toAbsolutePath());
            }
            try (var free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            Path home = Files.createTempDirectory("hivemq");
            for (String folder : List.of("conf", "data", "log", "extensions")) {
                Files.createDirectory(home.resolve(folder));
            }
            Files.writeString(home.resolve("conf/config.xml"),
                    """
                            <hivemq>
                              <listeners><tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener></listeners>
                              <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                            </hivemq>
                            """
                            .formatted(port));
            process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m", "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow", "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--add-opens=java.base/java.nio=ALL-UNNAMED",
                    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                    "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED",
                    "-cp", jars + "/*", "src/test/hivemq/OpenHiveMq.java", home.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("log/process.log").toFile())
                    .start();
            awaitPort(port);
        }

        @Override
        int port() {
            return port;
        }

        @AfterAll
        void stop() throws Exception {
            if (process != null) {
                process.destroy();
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        }
    }

    /// HiveMQ Community Edition by Testcontainers.
    @Nested
    @TestInstance(Lifecycle.PER_CLASS)
    class HiveMq extends Plain {
        private @Nullable HiveMQContainer container;

        @BeforeAll
        void start() {
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                skip("HiveMQ", "no Docker on this machine");
            }
            container = new HiveMQContainer(DockerImageName.parse("hivemq/hivemq-ce:2025.5"));
            container.start();
        }

        @Override
        int port() {
            return container == null ? 0 : container.getMqttPort();
        }

        @AfterAll
        void stop() {
            if (container != null) {
                container.stop();
            }
        }
    }

    private static void skip(String broker, String reason) {
        System.out.println("skipped: " + broker + ": " + reason);
        Assumptions.abort(reason);
    }

    private static void awaitPort(int port) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (true) {
            try (var _ = new Socket("localhost", port)) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(50_000_000);
            }
        }
    }
}
