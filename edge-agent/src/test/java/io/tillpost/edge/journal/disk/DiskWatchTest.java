package io.tillpost.edge.journal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How much room there is, and what follows.
class DiskWatchTest {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    @TempDir
    private Path folder = Path.of("");
    private final AtomicLong free = new AtomicLong(100 * GIB);
    private Ballast ballast = Ballast.in(Path.of(""));

    @BeforeEach
    void place() {
        ballast = Ballast.in(folder);
    }

    @Test
    void peopleAreWarnedLongBeforeNewWorkIsRefusedAndTheBallastIsThereMeanwhile() throws IOException {
        try (var watch = watch()) {
            assertEquals(DiskState.ENOUGH, watch.state());
            assertEquals(Ballast.BYTES, Files.size(folder.resolve("ballast")));
            assertEquals(DiskState.LOW, after(watch, 4 * GIB), "below 5 % of 100 GiB");
            assertEquals(DiskState.LOW, after(watch, 64 * MIB));
            assertTrue(watch.state().takesNewWork());
            assertEquals(DiskState.NEARLY_FULL, after(watch, 64 * MIB - 1));
            assertFalse(watch.state().takesNewWork());
            assertTrue(ballast.isThere());
        }
    }

    @Test
    void whatBeganEndsOnlyWithRoomToSpare() {
        try (var watch = watch()) {
            assertEquals(DiskState.NEARLY_FULL, after(watch, 10 * MIB));
            assertEquals(DiskState.NEARLY_FULL, after(watch, 100 * MIB));
            assertEquals(DiskState.LOW, after(watch, 128 * MIB));
            assertEquals(DiskState.LOW, after(watch, 6 * GIB));
            assertEquals(DiskState.ENOUGH, after(watch, 7 * GIB));
        }
    }

    @Test
    void theBallastIsGivenUpOnceAndMadeAgainWhenThereIsRoom() {
        try (var watch = watch()) {
            free.set(MIB);
            assertTrue(watch.didNotFit());
            assertFalse(ballast.isThere());
            assertFalse(watch.didNotFit(), "there is no more");
            assertEquals(DiskState.FULL, after(watch, 2 * MIB));
            assertFalse(ballast.isThere());
            assertEquals(DiskState.LOW, after(watch, 200 * MIB));
            assertTrue(ballast.isThere());
        }
    }

    @Test
    void aDiskThatIsFullAtTheStartIsKnownBeforeAnythingIsBegun() {
        free.set(MIB);
        try (var watch = watch()) {
            assertEquals(DiskState.NEARLY_FULL, watch.state());
            assertFalse(ballast.isThere());
        }
    }

    @Test
    void enoughWrittenBytesMakeItLookAndListenersHearOfEachChange() throws Exception {
        try (var watch = watch()) {
            var heard = new CopyOnWriteArrayList<DiskState>();
            watch.onChange((state, _) -> heard.add(state));
            watch.start();
            free.set(GIB);
            watch.wrote(8 * MIB);
            await(heard, List.of(DiskState.LOW));
            free.set(100 * GIB);
            var _ = watch.didNotFit();
            await(heard, List.of(DiskState.LOW, DiskState.FULL, DiskState.ENOUGH));
        }
    }

    @Test
    void limitsThatRefuseBeforeTheyWarnAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new DiskLimits(1, 0, 2));
        assertThrows(IllegalArgumentException.class, () -> new DiskLimits(1, 101, 1));
    }

    private static void await(List<DiskState> heard, List<DiskState> wanted) throws InterruptedException {
        long until = System.nanoTime() + 20_000_000_000L;
        while (!heard.equals(wanted) && System.nanoTime() < until) {
            Thread.sleep(1);
        }
        assertEquals(wanted, heard);
    }

    private DiskWatch watch() {
        return new DiskWatch(() -> new DiskSpace.Room(free.get(), 100 * GIB), DiskLimits.DEFAULT, ballast);
    }

    private DiskState after(DiskWatch watch, long bytes) {
        free.set(bytes);
        watch.look();
        return watch.state();
    }
}
