package io.tillpost.edge.sync.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.sync.Identity;
import io.tillpost.edge.sync.Wire;
import io.tillpost.protocol.broker.BrokerAddress;
import io.tillpost.protocol.broker.BrokerTurns;
import io.tillpost.protocol.sync.Downlink;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The agent's own client with two addresses, of which a broker (mosquitto, if it is installed) listens at one or both.
class InTurnsTest {
    private static final Identity ME = new Identity("store-7-a", "store-7", "0.1.0");

    @TempDir
    private Path folder;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final Wire.Listener listener = new Wire.Listener() {
        @Override
        public void connected(UUID nonce) {
            heard.add("connected");
        }

        @Override
        public void disconnected(UUID nonce, Wire.Cause cause, String detail) {
            heard.add(detail);
        }

        @Override
        public void received(UUID nonce, Downlink message) {
            // Nobody speaks here.
        }
    };
    private Mosquitto broker;

    @BeforeEach
    void start() throws Exception {
        Assumptions.assumeTrue(Mosquitto.isThere(), "skipped: mosquitto or openssl is not installed");
        broker = Mosquitto.start(folder);
    }

    @AfterEach
    void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void aBrokerThatIsNotThereIsFollowedByTheNextWhichIsThenKept() throws Exception {
        MqttSettings there = broker.settings(ME.agent());
        var dead = new BrokerAddress("localhost", Mosquitto.freePort());
        var alive = new BrokerAddress(there.host(), there.port());
        var inTurns = new InTurns(there, () -> List.of(dead, alive), new Random(firstIs(dead, alive)));
        try (var wire = new MqttWire(ME, inTurns, Clock.systemUTC())) {
            wire.connect(UUID.randomUUID(), listener);
            String first = next();
            assertTrue(first.startsWith(dead.toString()), first);
            wire.connect(UUID.randomUUID(), listener);
            assertEquals("connected", next());
            wire.connect(UUID.randomUUID(), listener);
            assertEquals("connected", next(), "the broker that worked, not the dead one");
        }
    }

    @Test
    void theIdentityIsTheSameAtAllOfThemAndAChangedListCountsForTheNextAttempt() throws Exception {
        MqttSettings mine = broker.settings(ME.agent());
        var known = new ArrayList<>(List.of(new BrokerAddress("a", 1)));
        var inTurns = new InTurns(mine, () -> List.copyOf(known), new Random(1));
        Endpoint first = inTurns.next();
        assertEquals("a", first.host());
        assertEquals(inTurns.endpoint().chain(), first.chain());
        known.set(0, new BrokerAddress("b", 2));
        assertNotEquals(first.host(), inTurns.next().host());
    }

    /// A seed by which this one of the two comes first.
    private static int firstIs(BrokerAddress wanted, BrokerAddress other) {
        for (int seed = 0;; seed++) {
            if (new BrokerTurns(new Random(seed)).next(List.of(wanted, other))
                    .equals(wanted)) {
                return seed;
            }
        }
    }

    private String next() throws InterruptedException {
        String came = heard.poll(15, TimeUnit.SECONDS);
        if (came == null) {
            throw new AssertionError("nothing within 15 s");
        }
        return came;
    }
}
