package io.tillpost.central.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoreQueuesTest {
    @Test
    void theMessagesOfAStoreAreWorkedOffInTheirOrderAndOneAtATime() throws InterruptedException {
        var seen = new CopyOnWriteArrayList<Integer>();
        var busy = new AtomicInteger();
        var done = new CountDownLatch(8);
        try (var queues = new StoreQueues(4)) {
            for (int i = 0; i < 8; i++) {
                int number = i;
                assertTrue(queues.offer("s", () -> {
                    assertEquals(1, busy.incrementAndGet());
                    seen.add(number);
                    busy.decrementAndGet();
                    done.countDown();
                }));
            }
            assertTrue(done.await(10, TimeUnit.SECONDS));
        }
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7), seen);
    }

    @Test
    void aStoreThatIsBusyDoesNotKeepOthersWaiting() throws InterruptedException {
        var release = new CountDownLatch(1);
        var other = new CountDownLatch(1);
        try (var queues = new StoreQueues(2)) {
            queues.offer("busy", () -> await(release));
            queues.offer("busy", () -> await(release));
            assertTrue(queues.offer("other", other::countDown));
            assertTrue(other.await(10, TimeUnit.SECONDS));
            release.countDown();
        }
    }

    @Test
    void moreThanAnAgentCanHaveUnderWayIsDropped() {
        var release = new CountDownLatch(1);
        try (var queues = new StoreQueues(1)) {
            int taken = 0;
            while (queues.offer("s", () -> await(release))) {
                taken++;
                assertTrue(taken < 100, "the queue has no end");
            }
            assertEquals(9, taken);
            release.countDown();
        }
    }

    @Test
    void aMessageThatFailsDoesNotStopTheNext() throws InterruptedException {
        var next = new CountDownLatch(1);
        try (var queues = new StoreQueues(1)) {
            queues.offer("s", () -> {
                throw new IllegalStateException("on purpose");
            });
            queues.offer("s", next::countDown);
            assertTrue(next.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void afterClosingNothingIsTaken() {
        var queues = new StoreQueues(1);
        queues.close();
        assertFalse(queues.offer("s", () -> {}));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
