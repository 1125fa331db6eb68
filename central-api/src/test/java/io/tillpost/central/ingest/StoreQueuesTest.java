package io.tillpost.central.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.sync.Credit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StoreQueuesTest {
    @Test
    void theMessagesOfAStoreAreWorkedOffInTheirOrderAndOneAtATime() throws InterruptedException {
        var seen = new CopyOnWriteArrayList<Integer>();
        var busy = new AtomicInteger();
        var done = new CountDownLatch(8);
        try (var queues = TestQueues.of(4)) {
            for (int i = 0; i < 8; i++) {
                int number = i;
                assertTrue(queues.offer("s", 1, () -> {
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
        try (var queues = TestQueues.of(2)) {
            queues.offer("busy", 1, () -> await(release));
            queues.offer("busy", 1, () -> await(release));
            assertTrue(queues.offer("other", 1, other::countDown));
            assertTrue(other.await(10, TimeUnit.SECONDS));
            release.countDown();
        }
    }

    @Test
    void moreThanAnAgentCanHaveUnderWayIsDropped() {
        var release = new CountDownLatch(1);
        try (var queues = TestQueues.of(1)) {
            int taken = 0;
            while (queues.offer("s", 1, () -> await(release))) {
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
        try (var queues = TestQueues.of(1)) {
            queues.offer("s", 1, () -> {
                throw new IllegalStateException("on purpose");
            });
            queues.offer("s", 1, next::countDown);
            assertTrue(next.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aMessageForWhichThereIsNoMemoryDoesNotStopTheNext() throws InterruptedException {
        var next = new CountDownLatch(1);
        try (var queues = TestQueues.of(1)) {
            queues.offer("s", 1, () -> {
                throw new OutOfMemoryError("as if");
            });
            while (!queues.offer("s", 1, next::countDown)) {
                Thread.onSpinWait();
            }
            assertTrue(next.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatWaitsOfAllStoresTogetherIsBoundedInBytes() throws InterruptedException {
        var release = new CountDownLatch(1);
        var done = new CountDownLatch(3);
        try (var queues = new StoreQueues(1, 100, System::nanoTime, new Load())) {
            Runnable work = () -> {
                await(release);
                done.countDown();
            };
            assertTrue(queues.offer("a", 60, work));
            assertTrue(queues.offer("b", 40, work));
            assertFalse(queues.offer("c", 1, work), "100 bytes are there");
            release.countDown();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!queues.offer("c", 100, work)) {
                assertTrue(System.nanoTime() < deadline, "what was worked off still counts");
                Thread.onSpinWait();
            }
            assertTrue(done.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void oneMessageIsLetInHoweverLargeItIs() throws InterruptedException {
        var done = new CountDownLatch(1);
        try (var queues = new StoreQueues(1, 100, System::nanoTime, new Load())) {
            assertTrue(queues.offer("a", 101, done::countDown));
            assertTrue(done.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void howLongAMessageWaitedAndTookIsTold() throws InterruptedException {
        var load = new Load();
        var now = new AtomicLong();
        var done = new CountDownLatch(1);
        try (var queues = new StoreQueues(1, 100, now::get, load)) {
            assertTrue(queues.offer("a", 1, () -> now.addAndGet(TimeUnit.SECONDS.toNanos(80))));
            assertTrue(queues.offer("a", 1, done::countDown));
            assertTrue(done.await(10, TimeUnit.SECONDS));
        }
        assertTrue(load.credit().events() < Credit.DEFAULT.events(), load.credit().toString());
    }

    @Test
    void afterClosingNothingIsTaken() {
        var queues = TestQueues.of(1);
        queues.close();
        assertFalse(queues.offer("s", 1, () -> {}));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
