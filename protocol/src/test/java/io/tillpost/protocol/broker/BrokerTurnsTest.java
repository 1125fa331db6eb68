package io.tillpost.protocol.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BrokerTurnsTest {
    private static final BrokerAddress A = new BrokerAddress("a", 8883);
    private static final BrokerAddress B = new BrokerAddress("b", 8883);
    private static final BrokerAddress C = new BrokerAddress("c", 1);
    private static final List<BrokerAddress> ALL = List.of(A, B, C);

    private final BrokerTurns turns = new BrokerTurns(new Random(7));

    @Test
    void eachAttemptThatFailsIsFollowedByTheNextBroker() {
        List<BrokerAddress> round = List.of(turns.next(ALL), turns.next(ALL), turns.next(ALL));
        assertEquals(Set.copyOf(ALL), new HashSet<>(round), "each once");
        assertEquals(round, List.of(turns.next(ALL), turns.next(ALL), turns.next(ALL)),
                "then from the start");
    }

    @Test
    void aBrokerThatWorkedIsTriedFirstAndOnlyOnceMore() {
        turns.next(ALL);
        BrokerAddress second = turns.next(ALL);
        turns.worked();
        assertEquals(second, turns.next(ALL));
        BrokerAddress third = turns.next(ALL);
        assertTrue(!third.equals(second), "it did not take us in again");
    }

    @Test
    void aFleetSpreadsOverTheBrokers() {
        Map<BrokerAddress, Integer> firsts = new HashMap<>();
        for (int seed = 0; seed < 300; seed++) {
            firsts.merge(new BrokerTurns(new Random(seed)).next(ALL), 1, Integer::sum);
        }
        assertEquals(3, firsts.size());
        firsts.forEach((broker, count) -> assertTrue(count > 60 && count < 140, broker + " " + count));
    }

    @Test
    void aNewListKeepsTheBrokerThatWorksIfItIsStillThere() {
        BrokerAddress first = turns.next(ALL);
        turns.worked();
        assertEquals(first, turns.next(List.of(new BrokerAddress("d", 1), first)));
        turns.worked();
        assertEquals(C.equals(first) ? A : C, turns.next(List.of(C.equals(first) ? A : C)));
    }

    @Test
    void oneBrokerIsTriedAgainAndAgainAndNoneIsRefused() {
        assertEquals(A, turns.next(List.of(A)));
        assertEquals(A, turns.next(List.of(A)));
        assertThrows(IllegalArgumentException.class, () -> turns.next(List.of()));
    }

    @Test
    void anAddressHasAHostAndAPort() {
        assertEquals("c:1", C.toString());
        assertEquals("port is 0, expected 1 to 65535",
                assertThrows(IllegalArgumentException.class, () -> new BrokerAddress("a", 0)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> new BrokerAddress("a", 65_536));
        assertThrows(IllegalArgumentException.class, () -> new BrokerAddress(" ", 1));
    }
}
