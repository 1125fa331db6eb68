package io.tillpost.central.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import io.tillpost.central.enrolment.EnrolmentWorld;
import io.tillpost.central.enrolment.RevocationReason;
import io.tillpost.central.enrolment.TestBox;
import io.tillpost.central.enrolment.file.BrokerFileWatch;
import io.tillpost.central.enrolment.file.BrokerFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The built-in broker with enrolled boxes, and the files that head office keeps for it.
class EnrolledBrokerTest extends MqttBrokerContract {
    @TempDir
    static Path folder;

    private static EnrolledClients clients;
    private static BrokerFileWatch files;
    private static Broker broker;
    private static final EnrolmentWorld.TurnedClock CLOCK = new EnrolmentWorld.TurnedClock();

    @BeforeAll
    static void start() throws Exception {
        clients = new EnrolledClients();
        clients.server(folder.resolve("key.pem"), folder.resolve("cert.pem"));
        files = BrokerFileWatch.start(clients.world.brokerFiles(), BrokerFiles.Places.in(folder));
        broker = Broker.start(new BrokerConfig(folder.resolve("data"), "localhost", 0,
                folder.resolve("key.pem"), folder.resolve("cert.pem"), folder.resolve("authority.pem"),
                folder.resolve("agents.json"), Set.of("central-1", "central-2", "foreign-1")), CLOCK,
                "the secret of this test");
    }

    @AfterAll
    static void stop() {
        broker.close();
        files.close();
        clients.close();
    }

    @Override
    int port() {
        return broker.port();
    }

    @Override
    boolean looksAtSilence() {
        return false;
    }

    @Override
    Mqtt5BlockingClient client(String name, int port) throws Exception {
        return clients.client(name, port);
    }

    private Mqtt5BlockingClient connected(String name, KeyManagerFactory tls) throws Exception {
        var client = clients.client(name, port(), tls);
        client.connect();
        return client;
    }

    private boolean mayCome(String name, KeyManagerFactory tls) {
        try {
            connected(name, tls).disconnect();
            return true;
        } catch (Mqtt5ConnAckException | ConnectionFailedException | ConnectionClosedException _) {
            return false;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRevokedBoxIsThrownOutWithinSecondsAndCannotComeBack() throws Exception {
        var tls = clients.enrol("box-3", "store-1");
        EnrolledClients.until(() -> mayCome("box-3", tls));
        var box = connected("box-3", tls);
        var other = connect("box-1");
        box.publish(message(STORE_1.hello(), "hello"));
        long start = System.nanoTime();
        clients.world.revoke("acme", "box-3", RevocationReason.KEY_COMPROMISE);
        EnrolledClients.until(() -> !box.getState().isConnected());
        long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        System.out.println("thrown out " + seconds + " s after its revocation");
        assertTrue(seconds < 10, seconds + " s");
        assertEquals(false, mayCome("box-3", tls));
        other.publish(message(STORE_1.hello(), "others stay"));
    }

    @Test
    void theBoxInItsPlaceComesInAndTheOneBeforeIsThrownOut() throws Exception {
        var before = clients.enrol("box-4", "store-1");
        EnrolledClients.until(() -> mayCome("box-4", before));
        var old = connected("box-4", before);
        var after = clients.enrol("box-4", "store-1");
        EnrolledClients.until(() -> !old.getState().isConnected());
        assertEquals(false, mayCome("box-4", before));
        assertTrue(mayCome("box-4", after));
    }

    @Test
    void afterARenewalBothCertificatesAreGoodUntilTheirEnd() throws Exception {
        var box = new TestBox();
        var reply = clients.world.enrolled(box, "acme", "store-1", "box-5");
        var next = new TestBox();
        var renewed = EnrolmentWorld.reply(clients.world.renewals.renew(
                box.renew(reply, next.csr(), clients.world.clock.instant())));
        EnrolledClients.until(() -> mayCome("box-5", box.tls(reply)));
        assertTrue(mayCome("box-5", next.tls(renewed)));
    }

    /// The broker's configuration names it; head office does not know, because another authority made its certificate.
    @Test
    void aBoxUnderTheNameOfANodeIsNotTakenForOneAndHoldsUpNobodyElse() throws Exception {
        var tls = clients.enrol("foreign-1", "store-1");
        var other = clients.enrol("box-9", "store-1");
        EnrolledClients.until(() -> mayCome("box-9", other));
        assertEquals(false, mayCome("foreign-1", tls));
        clients.world.revoke("acme", "box-9", RevocationReason.KEY_COMPROMISE);
        EnrolledClients.until(() -> !mayCome("box-9", other));
    }

    @Test
    void aCertificateThatIsOutOfDateIsRefused() throws Exception {
        var outdated = clients.node("central-2", Duration.ofMinutes(-1));
        assertThrows(RuntimeException.class, () -> connected("central-2", outdated));
        clients.node("central-2", Duration.ofDays(10));
        EnrolledClients.until(() -> mayComeAs("central-2"));
    }

    @Test
    void aBoxOfTheNextAuthorityComesInWithoutARestartAndOthersStay() throws Exception {
        var stays = connect("box-1");
        clients.world.keeper.prepareNext();
        clients.world.keeper.activateNext();
        var tls = clients.enrol("box-8", "store-1");
        EnrolledClients.until(() -> mayComeAs("box-8"));
        connected("box-8", tls).publish(message(STORE_1.hello(), "by the next authority"));
        stays.publish(message(STORE_1.hello(), "by the one before"));
    }

    private boolean mayComeAs(String name) {
        try {
            connect(name).disconnect();
            return true;
        } catch (Mqtt5ConnAckException | ConnectionFailedException | ConnectionClosedException _) {
            return false;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aConnectionDoesNotOutliveItsCertificate() throws Exception {
        var box = connect("box-2");
        CLOCK.turn(Duration.ofDays(61));
        try {
            EnrolledClients.until(() -> !box.getState().isConnected());
        } finally {
            CLOCK.turn(Duration.ofDays(-61));
        }
        connect("box-2").publish(message(STORE_2.hello(), "back"));
    }
}
