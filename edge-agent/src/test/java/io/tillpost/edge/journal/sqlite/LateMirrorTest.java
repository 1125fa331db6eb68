package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.await;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fill;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.MasterKeySupply;
import io.tillpost.edge.journal.Succession;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.mirror.MirrorFolder;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A box's disk was replaced, or an image of before was put back, and its mirror is found only later: it has the only copy of
/// what was sold and not sent.
class LateMirrorTest {
    @TempDir
    private Path folder = Path.of("");
    private Path mirror = Path.of("");
    private Path away = Path.of("");
    private List<UUID> sold = List.of();

    @BeforeEach
    void soldThree() throws IOException {
        mirror = folder.resolve("mirror");
        away = folder.resolve("away");
        try (var journal = open("old", TestKeys.KEYS, new AtomicLong())) {
            fill(journal, 3);
            sold = ids(journal);
        }
        pullOut();
    }

    @Test
    void atTheNextStartWhatItHasComesIntoTheNewJournal() throws IOException {
        try (var journal = open("new", TestKeys.KEYS, new AtomicLong())) {
            recoverWithoutIt(journal);
            fill(journal, 2);
        }
        plugIn();
        assertComesBack();
    }

    @Test
    void whileTheBoxSellsTheJournalStopsForThatBeforeAnythingOfItIsReplaced() throws IOException {
        var ticker = new AtomicLong();
        var stopped = new AtomicReference<>("");
        List<Path> before = new ArrayList<>();
        try (var journal = open("new", TestKeys.KEYS, ticker)) {
            recoverWithoutIt(journal);
            journal.onStop(why -> stopped.set(String.valueOf(why.getMessage())));
            fill(journal, 2);
            plugIn();
            before.addAll(files());
            ticker.addAndGet(TimeUnit.SECONDS.toNanos(31));
            await(() -> !stopped.get().isEmpty());
            assertThrows(JournalClosedException.class, () -> fill(journal, 1));
            // As the agent does before it starts again.
            SqliteJournal.markDamaged(folder.resolve("new"), stopped.get());
        }
        assertEquals(before, files());
        assertComesBack();
    }

    @Test
    void anImageOfBeforeGetsBackWhatCameAfterIt() throws IOException {
        plugIn();
        Path image = folder.resolve("new");
        Files.createDirectories(image);
        Files.copy(folder.resolve("old/journal.db"), image.resolve("journal.db"));
        Files.copy(folder.resolve("old/journal.known"), image.resolve("journal.known"));
        try (var journal = open("old", TestKeys.KEYS, new AtomicLong())) {
            fill(journal, 2);
            sold = ids(journal);
        }
        pullOut();
        try (var journal = open("new", TestKeys.KEYS, new AtomicLong())) {
            assertTrue(journal.recovery().isEmpty());
        }
        plugIn();
        assertComesBack();
    }

    @Test
    void whatCannotBeOpenedIsKept() throws IOException {
        MasterKey other = MasterKey.fresh(TestKeys.RANDOM);
        try (var journal = open("new", _ -> other, new AtomicLong())) {
            recoverWithoutIt(journal);
        }
        plugIn();
        byte[] segment = Files.readAllBytes(segments(mirror).getFirst());
        try (var journal = open("new", _ -> other, new AtomicLong())) {
            var report = journal.recovery().orElseThrow().run(journal.succession(), () -> {});
            assertEquals(0, report.lanes().getFirst().recovered());
            assertEquals(3, report.lanes().getFirst().lost());
            assertTrue(report.evidence().contains("what the mirror has is kept in " + mirror),
                    report.evidence());
            await(() -> journal.durability().mirror().equals("IN_STEP"));
        }
        assertArrayEquals(segment,
                Files.readAllBytes(segments(kept().getFirst()).getFirst()));
        assertTrue(new MirrorFolder(kept().getFirst()).note().isPresent(), "with its keys");
        try (var journal = open("new", _ -> other, new AtomicLong())) {
            assertTrue(journal.recovery().isEmpty(), "once");
        }
    }

    @Test
    void whatWasKeptComesBackWhereTheKeyIsFoundAfterAll() throws IOException {
        MasterKey other = MasterKey.fresh(TestKeys.RANDOM);
        try (var journal = open("new", _ -> other, new AtomicLong())) {
            recoverWithoutIt(journal);
            fill(journal, 2);
        }
        plugIn();
        try (var journal = open("new", _ -> other, new AtomicLong())) {
            var _ = journal.recovery().orElseThrow().run(journal.succession(), () -> {});
            await(() -> journal.durability().mirror().equals("IN_STEP"));
            journal.keys().addMaster(TestKeys.MASTER);
        }
        // By hand, as docs/how-to/disk-full-or-broken.md says.
        Path since = Files.createDirectory(folder.resolve("since"));
        moveMirror(mirror, since);
        moveMirror(kept().getFirst(), mirror);
        assertComesBack();
    }

    /// A folder in place of a segment cannot be read, as a bad sector could not.
    @Test
    void whatCanBeReadOfAMirrorWithABrokenSegmentComesBackAndTheRestIsKept() throws IOException {
        try (var journal = open("new", TestKeys.KEYS, new AtomicLong())) {
            recoverWithoutIt(journal);
            fill(journal, 2);
        }
        plugIn();
        Files.createDirectory(mirror.resolve("fin-00000099.mirror"));
        assertComesBack();
        assertEquals(1, kept().size());
        assertTrue(segments(kept().getFirst()).size() > 1, "with those that could be read");
    }

    @Test
    void aMirrorOfWhichOnlyAPartCannotBeReadIsKeptAndAnotherIsBegun() throws IOException {
        plugIn();
        Files.createDirectory(mirror.resolve("fin-00000099.mirror"));
        try (var journal = open("old", TestKeys.KEYS, new AtomicLong())) {
            assertTrue(journal.recovery().isEmpty(), "the file has all that can be read");
            await(() -> journal.durability().mirror().equals("IN_STEP"));
        }
        assertEquals(1, kept().size());
    }

    @Test
    void whatARecoveryCouldNotPutAsideIsNeitherReplacedNorRecoveredFromAgain() throws IOException {
        MasterKey other = MasterKey.fresh(TestKeys.RANDOM);
        var ticker = new AtomicLong();
        var stopped = new AtomicReference<>("");
        try (var journal = open("new", _ -> other, new AtomicLong())) {
            recoverWithoutIt(journal);
        }
        plugIn();
        byte[] segment = Files.readAllBytes(segments(mirror).getFirst());
        try (var journal = open("new", _ -> other, ticker)) {
            journal.onStop(why -> stopped.set(String.valueOf(why.getMessage())));
            // No folder can be made beside it.
            Files.writeString(mirror.resolve("left-1"), "in the way");
            Files.createSymbolicLink(mirror.resolve("left-2"), mirror.resolve("left-1/nowhere"));
            var _ = journal.recovery().orElseThrow().run(journal.succession(), () -> {});
            assertEquals("FAILED", journal.durability().mirror());
            assertArrayEquals(segment, Files.readAllBytes(segments(mirror).getFirst()));
            ticker.addAndGet(TimeUnit.SECONDS.toNanos(31));
            fill(journal, 1);
            assertEquals("", stopped.get());
        }
        try (var journal = open("new", _ -> other, ticker)) {
            journal.onStop(why -> stopped.set(String.valueOf(why.getMessage())));
            assertTrue(journal.recovery().isEmpty(), "once");
            assertEquals("FAILED", journal.durability().mirror());
            assertArrayEquals(segment, Files.readAllBytes(segments(mirror).getFirst()),
                    "also after a restart");
            Files.delete(mirror.resolve("left-2"));
            ticker.addAndGet(TimeUnit.SECONDS.toNanos(31));
            await(() -> journal.durability().mirror().equals("IN_STEP"));
            assertEquals("", stopped.get());
        }
        assertArrayEquals(segment, Files.readAllBytes(segments(kept().getFirst()).getFirst()));
    }

    @Test
    void segmentsWithoutTheirNoteAreKept() throws IOException {
        plugIn();
        Files.delete(mirror.resolve("mirror.json"));
        try (var journal = open("new", TestKeys.KEYS, new AtomicLong())) {
            await(() -> journal.durability().mirror().equals("IN_STEP"));
        }
        assertEquals(1, segments(kept().getFirst()).size());
    }

    @Test
    void rowsOfAnotherBranchOfASealedJournalComeBack() throws IOException {
        plugIn();
        Path image = folder.resolve("new");
        Files.createDirectories(image);
        Files.copy(folder.resolve("old/journal.db"), image.resolve("journal.db"));
        try (var journal = open("old", TestKeys.KEYS, new AtomicLong())) {
            fill(journal, 2);
            sold = ids(journal);
        }
        pullOut();
        try (var journal = open("new", TestKeys.KEYS, new AtomicLong())) {
            fill(journal, 4);
            var key = journal.outbox().head(Lane.FIN).journal();
            var _ = journal.succession()
                    .fork(new Succession.Order(key, key.epoch() + 1, null, 0, List.of(), List.of(), "rewound",
                            true));
        }
        plugIn();
        assertComesBack();
    }

    private static void moveMirror(Path from, Path to) throws IOException {
        for (Path segment : segments(from)) {
            Files.move(segment, to.resolve(segment.getFileName()));
        }
        Files.move(from.resolve("mirror.json"), to.resolve("mirror.json"));
    }

    private List<Path> kept() throws IOException {
        try (var there = Files.list(mirror)) {
            return there.filter(
                    file -> Files.isDirectory(file) && file.getFileName().toString().startsWith("left-"))
                    .toList();
        }
    }

    /// A mirror that cannot be read says at least that there may have been a journal.
    private static void recoverWithoutIt(SqliteJournal journal) {
        var report = journal.recovery().orElseThrow().run(journal.succession(), () -> {});
        assertEquals(0, report.lanes().getFirst().recovered());
        assertTrue(report.evidence().contains("the tail mirror: "), report.evidence());
        assertEquals("FAILED", journal.durability().mirror());
    }

    private void assertComesBack() throws IOException {
        try (var journal = open("new", TestKeys.KEYS, new AtomicLong())) {
            var recovery = journal.recovery().orElseThrow();
            assertEquals("tail-lost", recovery.cause());
            var report = recovery.run(journal.succession(), () -> {});
            assertEquals(List.of(), report.asides());
            sold.forEach(id -> assertTrue(journal.archive().event(id).isPresent(), id.toString()));
            await(() -> journal.durability().mirror().equals("IN_STEP"));
        }
        try (var journal = open("new", TestKeys.KEYS, new AtomicLong())) {
            assertTrue(journal.recovery().isEmpty(), "once");
            assertEquals("IN_STEP", journal.durability().mirror());
        }
    }

    private SqliteJournal open(String name, MasterKeySupply keys, AtomicLong ticker) {
        return SqliteJournal.open(folder.resolve(name), JournalWorld.ORIGIN, JournalWorld.CLOCK,
                UUID::randomUUID, ticker::get, keys, TestKeys.RANDOM, JournalWorld.mirrored(mirror));
    }

    /// Where the stick was, nothing can be written.
    private void pullOut() throws IOException {
        Files.move(mirror, away);
        Files.writeString(mirror, "not a folder");
    }

    private void plugIn() throws IOException {
        Files.delete(mirror);
        Files.move(away, mirror);
    }

    private List<Path> files() throws IOException {
        try (var there = Files.list(mirror)) {
            return there.sorted().toList();
        }
    }

    private static List<Path> segments(Path mirror) throws IOException {
        try (var there = Files.list(mirror)) {
            return there.filter(file -> file.toString().endsWith(".mirror")).sorted().toList();
        }
    }

    private static List<UUID> ids(SqliteJournal journal) {
        return journal.archive().events(Lane.FIN, 1, 100).stream().map(event -> event.row().eventId())
                .toList();
    }
}
