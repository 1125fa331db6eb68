package io.tillpost.central.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Buckets, places and pauses, with a clock that the test turns.
class LimitTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE / 3);

    private void turn(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private Buckets buckets(int requests, int seconds) {
        return new Buckets(new Allowance("test", requests, Duration.ofSeconds(seconds)), nanos::get);
    }

    @Test
    void aBucketGivesItsRequestsAtOnceAndThenOneByOne() {
        var buckets = buckets(10, 5);
        for (int left = 9; left >= 0; left--) {
            var taken = buckets.take("a");
            assertTrue(taken.granted());
            assertEquals(left, taken.remaining());
        }
        var refused = buckets.take("a");
        assertFalse(refused.granted());
        assertEquals(Duration.ofMillis(500), refused.retryAfter());
        assertEquals(Duration.ofSeconds(5), refused.untilFull());
        turn(Duration.ofMillis(499));
        assertFalse(buckets.take("a").granted());
        turn(Duration.ofMillis(1));
        assertTrue(buckets.take("a").granted());
        assertFalse(buckets.take("a").granted());
        turn(Duration.ofHours(1));
        assertEquals(9, buckets.take("a").remaining());
    }

    @Test
    void aTenfoldSpikeOfOneTakesNothingFromOthers() {
        var buckets = buckets(100, 1);
        int greedy = 0;
        int modest = 0;
        for (int millis = 0; millis < 10_000; millis++) {
            turn(Duration.ofMillis(1));
            greedy += buckets.take("greedy").granted() ? 1 : 0;
            modest += millis % 20 != 0 || buckets.take("modest").granted() ? 1 : 0;
        }
        assertEquals(10_000, modest, "each request of the modest one is granted");
        assertTrue(greedy >= 1_000 && greedy <= 1_100,
                "the greedy one has its share and its burst: " + greedy);
    }

    @Test
    void manyNamesCostNoMoreThanTheMostThatAreRemembered() {
        var buckets = buckets(1, 1);
        var lockOuts = new LockOuts(5, Duration.ofMinutes(5), nanos::get);
        for (int i = 0; i < 3 * Buckets.MOST_NAMES; i++) {
            buckets.take("name-" + i);
            lockOuts.wrong("id-" + i, "10.0.0.1");
        }
        assertEquals(Buckets.MOST_NAMES, buckets.names());
        assertEquals(LockOuts.MOST_REMEMBERED, lockOuts.remembered());
    }

    @Test
    void anAllowanceOfNothingIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> buckets(0, 1));
        assertThrows(IllegalArgumentException.class, () -> buckets(1, 0));
        assertThrows(IllegalArgumentException.class, () -> new FairPlaces(1));
    }

    @Test
    void placesAreSharedEqually() {
        var places = new FairPlaces(8);
        for (int i = 0; i < 4; i++) {
            assertTrue(places.enter("greedy"));
        }
        assertFalse(places.enter("greedy"), "half is left for whoever comes next");
        for (int i = 0; i < 4; i++) {
            assertTrue(places.enter("second"));
        }
        assertFalse(places.enter("third"), "all are taken");
        places.leave("greedy");
        places.leave("greedy");
        assertTrue(places.enter("third"));
        assertFalse(places.enter("second"), "it has more than a third already");
        assertFalse(places.enter("greedy"), "a third of eight is two");
        assertTrue(places.enter("third"));
        assertFalse(places.enter("third"));
    }

    @Test
    void pausesDoubleUpToTheLongestAndEndByThemselves() {
        var lockOuts = new LockOuts(3, Duration.ofSeconds(10), nanos::get);
        lockOuts.wrong("erp", "10.0.0.1");
        lockOuts.wrong("erp", "10.0.0.1");
        assertEquals(Optional.empty(), lockOuts.pause("erp", "10.0.0.1"));
        for (int seconds : new int[]{1, 2, 4, 8, 10, 10}) {
            lockOuts.wrong("erp", "10.0.0.1");
            assertEquals(Optional.of(Duration.ofSeconds(seconds)), lockOuts.pause("erp", "10.0.0.1"));
            turn(Duration.ofSeconds(seconds));
            assertEquals(Optional.empty(), lockOuts.pause("erp", "10.0.0.1"));
        }
        lockOuts.right("erp", "10.0.0.1");
        lockOuts.wrong("erp", "10.0.0.1");
        assertEquals(Optional.empty(), lockOuts.pause("erp", "10.0.0.1"));
    }

    @Test
    void wrongsAreForgottenAfterAnHour() {
        var lockOuts = new LockOuts(2, Duration.ofSeconds(10), nanos::get);
        lockOuts.wrong("erp", "10.0.0.1");
        turn(Duration.ofHours(1));
        lockOuts.wrong("erp", "10.0.0.1");
        assertEquals(Optional.empty(), lockOuts.pause("erp", "10.0.0.1"));
    }

    @Test
    void theRightfulClientElsewhereIsNotHeldOff() {
        var lockOuts = new LockOuts(1, Duration.ofMinutes(5), nanos::get);
        for (int i = 0; i < 1_000; i++) {
            lockOuts.wrong("erp", Network.of("203.0.113.9"));
        }
        assertTrue(lockOuts.pause("erp", Network.of("203.0.113.9")).isPresent());
        assertEquals(Optional.empty(), lockOuts.pause("erp", Network.of("203.0.113.10")));
        assertEquals(Optional.empty(), lockOuts.pause("other", Network.of("203.0.113.9")));
    }

    @Test
    void aNetworkOfIpv6IsASixtyFour() {
        assertEquals(Network.of("2001:db8:1:2::1"), Network.of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assertNotEquals(Network.of("2001:db8:1:2::1"), Network.of("2001:db8:1:3::1"));
        assertEquals("203.0.113.9", Network.of("::ffff:203.0.113.9"));
        assertEquals("unknown", Network.of("unknown"));
    }
}
