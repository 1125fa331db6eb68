package io.tillpost.central.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.ingest.StoreQueues.Kind;
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
                assertTrue(offer(queues, "s", 1, () -> {
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
            offer(queues, "busy", 1, () -> await(release));
            offer(queues, "busy", 1, () -> await(release));
            assertTrue(offer(queues, "other", 1, other::countDown));
            assertTrue(other.await(10, TimeUnit.SECONDS));
            release.countDown();
        }
    }

    @Test
    void moreThanAnAgentCanHaveUnderWayIsDropped() {
        var release = new CountDownLatch(1);
        try (var queues = TestQueues.of(1)) {
            int taken = 0;
            while (offer(queues, "s", 1, () -> await(release))) {
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
            offer(queues, "s", 1, () -> {
                throw new IllegalStateException("on purpose");
            });
            offer(queues, "s", 1, next::countDown);
            assertTrue(next.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aMessageForWhichThereIsNoMemoryDoesNotStopTheNext() throws InterruptedException {
        var next = new CountDownLatch(1);
        try (var queues = TestQueues.of(1)) {
            offer(queues, "s", 1, () -> {
                throw new OutOfMemoryError("as if");
            });
            while (!offer(queues, "s", 1, next::countDown)) {
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
            assertTrue(offer(queues, "a", 60, work));
            assertTrue(offer(queues, "b", 40, work));
            assertFalse(offer(queues, "c", 1, work), "100 bytes are there");
            release.countDown();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!offer(queues, "c", 100, work)) {
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
            assertTrue(offer(queues, "a", 101, done::countDown));
            assertTrue(done.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void howLongAMessageWaitedAndTookIsTold() throws InterruptedException {
        var load = new Load();
        var now = new AtomicLong();
        var done = new CountDownLatch(1);
        try (var queues = new StoreQueues(1, 100, now::get, load)) {
            assertTrue(offer(queues, "a", 1, () -> now.addAndGet(TimeUnit.SECONDS.toNanos(80))));
            assertTrue(offer(queues, "a", 1, done::countDown));
            assertTrue(done.await(10, TimeUnit.SECONDS));
        }
        assertTrue(load.credit().events() < Credit.DEFAULT.events(), load.credit().toString());
    }

    /// One message of a store took four seconds and eight stood behind it: that is not the node's load.
    @Test
    void whatWaitsForItsOwnStoreIsNoLoadOfTheNode() throws InterruptedException {
        var load = new Load();
        var now = new AtomicLong();
        var all = new CountDownLatch(1);
        var done = new CountDownLatch(8);
        try (var queues = new StoreQueues(2, 100, now::get, load)) {
            assertTrue(offer(queues, "slow", 1, () -> {
                await(all);
                now.addAndGet(TimeUnit.SECONDS.toNanos(4));
            }));
            for (int i = 0; i < 8; i++) {
                assertTrue(offer(queues, "slow", 1, done::countDown));
            }
            all.countDown();
            await(done);
        }
        assertEquals(Credit.DEFAULT, load.credit());
    }

    @Test
    void whatWaitsForTheNodesThreadsIsItsLoad() throws InterruptedException {
        var load = new Load();
        var now = new AtomicLong();
        var all = new CountDownLatch(1);
        var done = new CountDownLatch(8);
        try (var queues = new StoreQueues(1, 100, now::get, load)) {
            assertTrue(offer(queues, "slow", 1, () -> {
                await(all);
                now.addAndGet(TimeUnit.SECONDS.toNanos(4));
            }));
            for (int i = 0; i < 8; i++) {
                assertTrue(offer(queues, "store-" + i, 1, done::countDown));
            }
            all.countDown();
            await(done);
        }
        assertTrue(load.credit().events() < Credit.DEFAULT.events(), load.credit().toString());
    }

    @Test
    void whatItsAgentRepeatsIsLetGoOfWhenTheWorkOnItTakesLongAndSoIsWhatWaitsBehindIt()
            throws InterruptedException {
        var now = new AtomicLong();
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var done = new CopyOnWriteArrayList<String>();
        try (var queues = new StoreQueues(1, 100, now::get, new Load())) {
            assertTrue(queues.offer("slow", Kind.REPEATED, 1, () -> {
                begun.countDown();
                await(release);
            }, () -> done.add("first")));
            assertTrue(queues.offer("slow", Kind.REPEATED, 1, () -> {}, () -> done.add("behind it")));
            assertTrue(queues.offer("other", Kind.REPEATED, 1, () -> {}, () -> done.add("other")));
            await(begun);
            now.addAndGet(StoreQueues.PATIENCE.toNanos() - 1);
            queues.letGoOfSlow();
            assertEquals(List.of(), done);
            now.incrementAndGet();
            queues.letGoOfSlow();
            queues.letGoOfSlow();
            assertEquals(List.of("first", "behind it"), done, "nobody works on the other one yet");
            release.countDown();
        }
    }

    @Test
    void whatIsSaidOnceDoesNotWaitForWhatIsRepeatedAndIsKeptUntilItIsWorkedOff() throws InterruptedException {
        var now = new AtomicLong();
        var begun = new CountDownLatch(2);
        var release = new CountDownLatch(1);
        var kept = new CountDownLatch(1);
        var done = new CopyOnWriteArrayList<String>();
        Runnable work = () -> {
            begun.countDown();
            await(release);
        };
        try (var queues = new StoreQueues(1, 100, now::get, new Load())) {
            assertTrue(queues.offer("s", Kind.REPEATED, 1, work, () -> done.add("repeated")));
            assertTrue(queues.offer("s", Kind.SAID_ONCE, 1, work, kept::countDown));
            await(begun);
            now.addAndGet(StoreQueues.PATIENCE.toNanos());
            queues.letGoOfSlow();
            assertEquals(List.of("repeated"), done);
            assertEquals(1, kept.getCount(), "nobody says it again");
            release.countDown();
            await(kept);
        }
        assertEquals(List.of("repeated"), done);
    }

    @Test
    void whoCannotBeLetGoOfForWantOfMemoryEndsNoLaterLook() throws InterruptedException {
        var now = new AtomicLong();
        var release = new CountDownLatch(1);
        try (var queues = new StoreQueues(2, 100, now::get, new Load())) {
            slow(queues, "one", now, release, () -> {
                throw new OutOfMemoryError("as if");
            });
            slow(queues, "two", now, release, () -> {});
            release.countDown();
        }
    }

    /// A message that is worked on for long, and let go of.
    private static void slow(StoreQueues queues, String store, AtomicLong now, CountDownLatch release,
            Runnable then) throws InterruptedException {
        var begun = new CountDownLatch(1);
        var gone = new CountDownLatch(1);
        assertTrue(queues.offer(store, Kind.REPEATED, 1, () -> {
            begun.countDown();
            await(release);
        }, () -> {
            gone.countDown();
            then.run();
        }));
        await(begun);
        now.addAndGet(StoreQueues.PATIENCE.toNanos());
        // Before its work ends by itself.
        assertTrue(gone.await(5, TimeUnit.SECONDS));
    }

    @Test
    void afterClosingNothingIsTaken() {
        var queues = TestQueues.of(1);
        queues.close();
        assertFalse(offer(queues, "s", 1, () -> {}));
    }

    private static boolean offer(StoreQueues queues, String store, int bytes, Runnable work) {
        return queues.offer(store, Kind.REPEATED, bytes, work, () -> {});
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
