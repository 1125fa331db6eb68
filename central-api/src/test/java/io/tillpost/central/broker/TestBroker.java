package io.tillpost.central.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/// The built-in broker on a free port, for tests of other rooms.
public final class TestBroker implements AutoCloseable {
    private final Broker broker;

    private TestBroker(Broker broker) {
        this.broker = broker;
    }

    /// Starts one with files in this folder, which is its own.
    public static TestBroker start(Path folder, TestAuthority authority) throws Exception {
        authority.write(folder.resolve("ca.pem"));
        authority.server(folder.resolve("broker.key.pem"), folder.resolve("broker.pem"), 10);
        Files.writeString(folder.resolve("agents.json"), "{\"agents\": {}}");
        Files.writeString(folder.resolve("broker.json"),
                """
                        {"data": "data", "host": "localhost", "port": 0, "key": "broker.key.pem", "certificate": "broker.pem",
                         "authority": "ca.pem", "agents": "agents.json", "central": ["central-1"]}
                        """);
        return new TestBroker(start(BrokerConfig.read(folder.resolve("broker.json"))));
    }

    private static Broker start(BrokerConfig config) throws IOException {
        return Broker.start(config, Clock.systemUTC(), "the secret of this test");
    }

    /// The port listened on.
    public int port() {
        return broker.port();
    }

    @Override
    public void close() {
        broker.close();
    }
}
