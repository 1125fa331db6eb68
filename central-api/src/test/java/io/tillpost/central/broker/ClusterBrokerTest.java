package io.tillpost.central.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two nodes of the built-in broker on one shared folder. The contract holds at whichever serves.
class ClusterBrokerTest extends MqttBrokerContract {
    private static final String AGENTS = """
            {"agents": {"box-1": {"tenant": "acme", "store": "store-1"}, "box-2": {"tenant": "acme", "store": "store-2"}}}
            """;
    private static final String CENTRAL = "[\"central-1\", \"central-2\"]";

    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static ClusterFiles files;
    private static Broker serving;
    private static Broker waiting;
    private static String waitingName = "b";

    @BeforeAll
    static void start() throws Exception {
        authority = new TestAuthority();
        files = new ClusterFiles(folder, authority, AGENTS, CENTRAL);
        serving = start("a");
        until(() -> serving.state() == Broker.State.SERVING);
        waiting = start("b");
    }

    private static Broker start(String node) throws IOException {
        return Broker.start(BrokerConfig.read(files.config(node)), Clock.systemUTC(), "of this test");
    }

    @AfterAll
    static void stop() {
        waiting.close();
        serving.close();
    }

    @Override
    int port() {
        return serving.port();
    }

    @Override
    Mqtt5BlockingClient client(String name, int port) throws Exception {
        return MqttClient.builder()
                .useMqttVersion5()
                .identifier(name)
                .serverHost("localhost")
                .serverPort(port)
                .sslConfig()
                .trustManagerFactory(authority.trust())
                .keyManagerFactory(authority.client(name))
                .applySslConfig()
                .buildBlocking();
    }

    @Test
    void theNodeThatWaitsListensOnlyWhenTheOtherStopsAndHasAllThatWasKept() throws Exception {
        assertEquals(Broker.State.WAITING, waiting.state());
        assertThrows(RuntimeException.class, client("box-1", waiting.port())::connect);
        connect("central-1").publish(retained(STORE_2.config(), "version 8"));
        var box = connect("box-2");
        var sent = new TreeSet<String>();
        for (int i = 0; i < 20; i++) {
            sent.add("kept " + i);
            box.publish(message(STORE_2.up(Lane.FIN), "kept " + i));
        }
        disconnectAll();
        handOver();
        var central = connect("central-1");
        try (var inbox = central.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(central, Topics.ALL_UP);
            var got = new TreeSet<String>();
            while (got.size() < sent.size()) {
                got.add(text(await("kept [0-9]+", inbox)));
            }
            assertEquals(sent, got);
        }
        var again = connect("box-2");
        try (var inbox = again.publishes(MqttGlobalPublishFilter.ALL)) {
            subscribe(again, STORE_2.config());
            assertEquals("version 8", next(inbox));
        }
    }

    /// The node that serves stops, the other serves, and the first comes back to wait.
    private static void handOver() throws Exception {
        String next = waitingName.equals("b") ? "a" : "b";
        serving.close();
        assertEquals(Broker.State.ENDED, serving.state());
        Broker other = waiting;
        until(() -> other.state() == Broker.State.SERVING);
        serving = other;
        waiting = start(next);
        waitingName = next;
    }

    @Test
    void aNodeThatWaitsStopsAtOnceAndTheOtherServesOn() throws Exception {
        waiting.close();
        assertEquals(Broker.State.ENDED, waiting.awaitOther(Broker.State.WAITING));
        connect("box-1").publish(message(STORE_1.hello(), "still served"));
        waiting = start(waitingName);
    }

    @Test
    void aFolderThatIsNotMountedOrAnotherClustersIsRefused() throws Exception {
        var config = BrokerConfig.read(files.config(waitingName));
        Path empty = Files.createDirectory(folder.resolve("not-mounted"));
        assertEquals("cluster folder " + empty
                + " has no file 'cluster': mount it, or write two-nodes into that file if the cluster is new",
                refusal(config, new Cluster("two-nodes", empty)));
        assertEquals("cluster folder " + folder.resolve("shared")
                + " belongs to cluster 'two-nodes', expected 'another'",
                refusal(config, new Cluster("another", folder.resolve("shared"))));
        assertTrue(
                assertThrows(IllegalArgumentException.class, () -> new Cluster("No Name", empty)).toString()
                        .contains("cluster.name 'No Name'"));
    }

    private static String refusal(BrokerConfig config, Cluster cluster) {
        var other = new BrokerConfig(folder.resolve("other"), config.host(), 0, config.key(),
                config.certificate(), config.authority(), config.agents(), config.central(), cluster);
        return String.valueOf(assertThrows(IOException.class,
                () -> Broker.start(other, Clock.systemUTC(), "of this test").close()).getMessage());
    }
}
