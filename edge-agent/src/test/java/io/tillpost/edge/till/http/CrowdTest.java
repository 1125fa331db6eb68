package io.tillpost.edge.till.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who has a place at the till's port when there are more than places.
class CrowdTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final AtomicLong nanos = new AtomicLong();
    private final SlowClients slow = new SlowClients(nanos::get, LONG);
    private final Crowd crowd = new Crowd();

    @AfterEach
    void close() {
        slow.close();
    }

    @Test
    void theBoxItselfHasPlacesThatNobodyElseCanTake() {
        for (int i = 0; i < Crowd.MOST; i++) {
            boolean in = enters(known(), "192.0.2." + i, false);
            assertEquals(i < Crowd.MOST_FROM_OUTSIDE, in, "guest " + i + ", and nobody makes room");
        }
        for (int i = Crowd.MOST_FROM_OUTSIDE; i < Crowd.MOST; i++) {
            assertTrue(enters(known(), "127.0.0.1", true), "program " + i);
        }
        assertFalse(enters(known(), "127.0.0.1", true), "all places are taken");
    }

    @Test
    void oneAddressHasItsShare() {
        for (int i = 0; i < Crowd.MOST_PER_ADDRESS; i++) {
            assertTrue(enters(known(), "192.0.2.1", false));
        }
        assertFalse(enters(known(), "192.0.2.1", false));
        assertTrue(enters(known(), "192.0.2.2", false));
    }

    @Test
    void theStrangerThatHasWaitedLongestMakesRoom() {
        var working = waiting();
        assertTrue(enters(working, "192.0.2.1", false));
        working.work();
        var threads = new Thread[Crowd.MOST_PER_ADDRESS];
        for (int i = 1; i < threads.length; i++) {
            threads[i] = thread();
            assertTrue(enters(waiting(threads[i]), "192.0.2.1", false));
        }
        assertTrue(enters(waiting(), "192.0.2.1", false));
        assertTrue(enters(waiting(), "192.0.2.1", false));
        for (int i = 1; i < threads.length; i++) {
            assertEquals(i <= 2, threads[i].isInterrupted(), "stranger " + i);
        }
    }

    @Test
    void whoHasLeftMakesRoom() {
        var first = known();
        assertTrue(enters(first, "192.0.2.1", false));
        for (int i = 1; i < Crowd.MOST_PER_ADDRESS; i++) {
            assertTrue(enters(known(), "192.0.2.1", false));
        }
        crowd.leave(first);
        assertTrue(enters(known(), "192.0.2.1", false));
        assertFalse(enters(known(), "192.0.2.1", false));
    }

    @Test
    void theBoxIsAtItsLoopbackAddressesAndAtTheOneThatItCalls() {
        InetAddress box = InetAddress.ofLiteral("192.0.2.1");
        assertTrue(SlowClients.isHere(InetAddress.ofLiteral("127.0.0.1"), null));
        assertTrue(SlowClients.isHere(InetAddress.ofLiteral("::1"), box));
        assertTrue(SlowClients.isHere(box, box));
        assertFalse(SlowClients.isHere(InetAddress.ofLiteral("192.0.2.2"), box));
    }

    private boolean enters(SlowClients.Watch watch, String address, boolean here) {
        return crowd.enter(watch, new Crowd.Guest(address, here));
    }

    private SlowClients.Watch known() {
        var watch = waiting();
        watch.isKnown();
        return watch;
    }

    private SlowClients.Watch waiting() {
        return waiting(thread());
    }

    private SlowClients.Watch waiting(Thread thread) {
        var watch = slow.new Watch(thread, false, () -> {});
        nanos.incrementAndGet();
        watch.waitFor(LONG);
        return watch;
    }

    private static Thread thread() {
        return Thread.ofVirtual().unstarted(() -> {});
    }
}
