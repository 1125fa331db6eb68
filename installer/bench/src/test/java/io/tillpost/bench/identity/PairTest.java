package io.tillpost.bench.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillpost.bench.identity.IdentityBench.Way;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PairTest {
    private static final Pair USUAL = new Pair(1_000, 900, 800);
    private static final Pair BETTER = new Pair(1_000, 950, 850);
    private static final Pair SPOILT = new Pair(1_000, 100, 2_000);

    @Test
    void aRatioIsOfTheSlicesOfOnePair() {
        assertEquals(0.9, USUAL.tokenRatio());
        assertEquals(0.8, USUAL.keyRatio());
    }

    @Test
    void onePairThatWasDisturbedDoesNotMoveTheMedianFarAway() {
        assertEquals(0.9, Pair.median(List.of(SPOILT, BETTER, USUAL), Pair::tokenRatio));
        assertEquals(0.85, Pair.median(List.of(SPOILT, BETTER, USUAL), Pair::keyRatio));
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertEquals(0.925, Pair.median(List.of(BETTER, USUAL), Pair::tokenRatio), 1e-9);
    }

    @Test
    void noPairsHaveNoMedian() {
        assertThrows(IllegalArgumentException.class, () -> Pair.median(List.of(), Pair::open));
    }

    @Test
    void everyWayStandsOnceInEveryOrderAndEachComesFirstAtTimes() {
        var random = new Random(7);
        Set<Way> first = new HashSet<>();
        IntStream.range(0, 50).mapToObj(_ -> IdentityBench.order(random)).forEach(order -> {
            assertEquals(EnumSet.allOf(Way.class), new HashSet<>(order));
            assertEquals(Way.values().length, order.size());
            first.add(order.getFirst());
        });
        assertEquals(EnumSet.allOf(Way.class), first);
    }

    @Test
    void theSameSeedGivesTheSameOrders() {
        var one = new Random(7);
        var other = new Random(7);
        for (int i = 0; i < 10; i++) {
            assertEquals(IdentityBench.order(one), IdentityBench.order(other));
        }
    }

    @Test
    void aDamagedTokenDiffersInItsSignatureAlone() {
        String token = "header.claims.ABCDEFGHIJKLMNOP";
        assertEquals("header.claims.ABCDEFAHIJKLMNOP", Callers.damaged(token));
        assertEquals("header.claims.ABCDEFBHIJKLMNOP", Callers.damaged(Callers.damaged(token)));
    }
}
