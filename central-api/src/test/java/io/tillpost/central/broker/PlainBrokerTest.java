package io.tillpost.central.broker;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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

        @AfterAll
        void stop() {
            if (process != null) {
                process.destroy();
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
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try (var _ = new Socket("localhost", port)) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }
}
