package io.tillpost.central.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import io.tillpost.central.enrolment.RevocationReason;
import io.tillpost.central.enrolment.file.BrokerFiles;
import io.tillpost.protocol.journal.Lane;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// mosquitto with the files that head office writes for it. `-Dmosquitto=PATH` names the program if it is not on the path;
/// skipped, with the reason printed, where there is none.
class MosquittoFilesTest extends MqttBrokerContract {
    private static final String PROGRAM = System.getProperty("mosquitto", "mosquitto");

    @TempDir
    static Path folder;

    private static @Nullable EnrolledClients clients;
    private static @Nullable Process process;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        try {
            new ProcessBuilder(PROGRAM, "-h").redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            System.out.println("skipped: mosquitto: no program '" + PROGRAM + "' here: " + e.getMessage());
            Assumptions.abort("no mosquitto");
        }
        clients = new EnrolledClients();
        clients.server(folder.resolve("server.key.pem"), folder.resolve("server.pem"));
        write();
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        // As in docs/reference/broker.md.
        Files.writeString(folder.resolve("mosquitto.conf"), """
                listener %1$d 127.0.0.1
                cafile %2$s/authority.pem
                certfile %2$s/server.pem
                keyfile %2$s/server.key.pem
                crlfile %2$s/crl.pem
                require_certificate true
                use_identity_as_username true
                use_username_as_clientid true
                acl_file %2$s/mosquitto.acl
                max_packet_size 524288
                user %3$s
                """.formatted(port, folder, System.getProperty("user.name")));
        run();
    }

    private static void run() throws Exception {
        process = new ProcessBuilder(PROGRAM, "-c", folder.resolve("mosquitto.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                assertTrue(System.nanoTime() < end && process.isAlive(),
                        () -> "mosquitto does not start: " + log());
                Thread.onSpinWait();
            }
        }
    }

    private static String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return String.valueOf(e);
        }
    }

    private static void write() throws IOException {
        present().world.brokerFiles().write(BrokerFiles.Places.in(folder));
    }

    private static EnrolledClients present() {
        if (clients == null) {
            throw new IllegalStateException("not started");
        }
        return clients;
    }

    /// mosquitto(8): reads the list of rights and the TLS files again.
    private static void hangUp() throws Exception {
        if (process != null) {
            new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
        }
    }

    @AfterAll
    static void stop() {
        if (process != null) {
            process.destroy();
        }
        if (clients != null) {
            clients.close();
        }
    }

    @Override
    int port() {
        return port;
    }

    @Override
    Mqtt5BlockingClient client(String name, int at) throws Exception {
        return present().client(name, at);
    }

    private static void assertRefused(Mqtt5BlockingClient client, String topic) {
        var refusal = assertThrows(Mqtt5PubAckException.class, () -> client.publish(message(topic, "x")),
                topic);
        assertEquals(Mqtt5PubAckReasonCode.NOT_AUTHORIZED, refusal.getMqttMessage().getReasonCode(), topic);
    }

    @Test
    void anAgentMayPublishToItsOwnStoreOnly() throws Exception {
        var box = connect("box-1");
        for (String topic : List.of("tillpost/1/store-2/up/fin", "tillpost/1/store-2/hello",
                "tillpost/1/store-2/state", "tillpost/1/store-1/dn/ack", "tillpost/1/store-10/hello",
                "other")) {
            assertRefused(box, topic);
        }
        for (String topic : List.of(STORE_1.up(Lane.FIN), STORE_1.result(), STORE_1.hello(),
                STORE_1.state())) {
            box.publish(message(topic, "mine"));
        }
        assertRefused(connect("central-1"), "tillpost/1/store-1/up/fin");
    }

    @Test
    void anAgentReadsItsOwnDownlinkOnly() throws Exception {
        var box = connect("box-1");
        try (var inbox = box.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(box, "#");
            subscribe(box, "tillpost/1/+/dn/ack");
            connect("box-2").publish(message(STORE_2.up(Lane.FIN), "of another"));
            var central = connect("central-1");
            central.publish(message(STORE_2.down(), "for another"));
            central.publish(message(STORE_1.down(), "for this one"));
            // What an earlier test retained for this box may come first.
            String came = next(inbox);
            while (!came.equals("for this one")) {
                assertTrue(!came.contains("another"), came);
                came = next(inbox);
            }
        }
    }

    @Test
    void aClientIsWhoItsCertificateSays() throws Exception {
        var tls = present().enrol("box-6", "store-1");
        write();
        hangUp();
        var first = connect("box-1");
        var impostor = present().client("box-1", port, tls);
        impostor.connect();
        first.publish(message(STORE_1.hello(), "still here"));
        impostor.disconnect();
    }

    @Test
    void aRevokedBoxIsMutedByASignalAndCannotComeBack() throws Exception {
        KeyManagerFactory tls = present().enrol("box-7", "store-1");
        write();
        hangUp();
        var box = present().client("box-7", port, tls);
        box.connect();
        EnrolledClients.until(() -> mayPublish(box));
        present().world.revoke("acme", "box-7", RevocationReason.KEY_COMPROMISE);
        write();
        hangUp();
        EnrolledClients.until(() -> !mayPublish(box));
        var again = present().client("box-7", port, tls);
        assertThrows(RuntimeException.class, again::connect, MosquittoFilesTest::log);
        // It writes its log after it has told the box.
        EnrolledClients.until(() -> log().contains("certificate verify failed"));
        connect("box-1").publish(message(STORE_1.hello(), "others stay"));
    }

    @Test
    void boxesOfTwoAuthoritiesComeInAfterASignal() throws Exception {
        present().world.keeper.prepareNext();
        present().world.keeper.activateNext();
        present().enrol("box-9", "store-1");
        write();
        hangUp();
        EnrolledClients.until(() -> mayCome("box-9"));
        connect("box-1").publish(message(STORE_1.hello(), "by the one before"));
    }

    private boolean mayCome(String name) {
        try {
            connect(name);
            return true;
        } catch (Exception _) {
            return false;
        }
    }

    private static boolean mayPublish(Mqtt5BlockingClient box) {
        try {
            box.publish(message(STORE_1.hello(), "x"));
            return true;
        } catch (RuntimeException _) {
            return false;
        }
    }
}
