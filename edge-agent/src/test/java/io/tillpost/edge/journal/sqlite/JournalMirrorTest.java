package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.STAMP;
import static io.tillpost.edge.journal.sqlite.JournalWorld.await;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fill;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fin;
import static io.tillpost.edge.journal.sqlite.JournalWorld.mirrored;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.Outbox;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.disk.DiskLimits;
import io.tillpost.edge.journal.mirror.MirrorFolder;
import io.tillpost.edge.journal.mirror.MirrorRow;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.MasterKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What was answered is in the mirror, and what is in the mirror was committed: at every moment.
class JournalMirrorTest {

    @TempDir
    private Path folder = Path.of("");
    private Path data = Path.of("");
    private Path mirror = Path.of("");

    @BeforeEach
    void place() {
        data = folder.resolve("data");
        mirror = folder.resolve("mirror");
    }

    @Test
    void everyAnsweredRowIsThereAtTheMomentOfItsAnswer() throws Exception {
        try (var journal = open(data, guards(Failpoints.NONE));
                var tills = Executors.newFixedThreadPool(8)) {
            var missing = new ConcurrentHashMap<Long, Boolean>();
            var done = new ArrayList<java.util.concurrent.Future<?>>();
            for (int till = 0; till < 8; till++) {
                done.add(tills.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        var id = journal.commit(unit -> unit.append(STAMP, fin()));
                        if (read().values().stream().noneMatch(row -> row.eventId().equals(id))) {
                            missing.put(id.getLeastSignificantBits(), true);
                        }
                    }
                }));
            }
            for (var one : done) {
                one.get(60, TimeUnit.SECONDS);
            }
            assertEquals(Map.of(), missing);
        }
    }

    /// A crash is a copy of both folders at that moment: what the program did not fsync before is in it, too, but nothing
    /// that it would have done later.
    @ParameterizedTest
    @ValueSource(strings = {"journal.before-commit", "journal.after-commit", "journal.after-mirror"})
    void aCrashBetweenCommitAndMirrorIsRecognisedAndHarmless(String point) throws IOException {
        var image = new AtomicReference<@Nullable Path>();
        var passes = new AtomicLong();
        Failpoints crash = name -> {
            if (name.equals(point) && passes.incrementAndGet() == 4) {
                image.set(copied());
            }
        };
        try (var journal = open(data, guards(crash))) {
            for (int i = 0; i < 4; i++) {
                var _ = journal.commit(unit -> unit.append(STAMP, fin()));
            }
        }
        Path crashed = java.util.Objects.requireNonNull(image.get());
        var inMirror = read(crashed.resolve("mirror")).keySet();
        var again = mirrored(crashed.resolve("mirror"));
        try (var journal = open(crashed.resolve("data"), again)) {
            long last = journal.outbox().head(Lane.FIN).lastSeq();
            assertTrue(inMirror.size() <= last, "what is in the mirror was committed");
            assertTrue(inMirror.size() >= 3, "what was answered is in the mirror");
            assertTrue(journal.recovery().isEmpty());
            assertEquals("IN_STEP", journal.durability().mirror());
            assertEquals(LongStream.rangeClosed(1, last).boxed().toList(),
                    List.copyOf(read(crashed.resolve("mirror")).keySet()));
        }
    }

    @Test
    void aDeviceThatFailsStopsNoSaleAndTheMirrorIsMadeAnewWhenItIsBack() throws Exception {
        var ticker = new AtomicLong();
        Path away = folder.resolve("away");
        var told = new ArrayList<String>();
        try (var journal = SqliteJournal.open(data, JournalWorld.ORIGIN, JournalWorld.CLOCK,
                java.util.UUID::randomUUID, ticker::get, TestKeys.KEYS, TestKeys.RANDOM,
                guards(Failpoints.NONE))) {
            journal.onTrouble(new Trouble() {
                @Override
                public synchronized void begun(String kind, String subject, String evidence) {
                    told.add(kind);
                }

                @Override
                public synchronized void over(String subject) {
                    told.add(subject + " is over");
                }
            });
            fill(journal, 3);
            // The folder is gone, and a file stands in its place: nothing can be written there.
            Files.move(mirror, away);
            Files.writeString(mirror, "not a folder");
            await(() -> {
                // The open segment can still be written: a key that changes needs the folder.
                var _ = journal.keys().rotate();
                return journal.durability().mirror().equals("FAILED");
            });
            fill(journal, 5);
            await(() -> told.contains("journal-mirror-failed"));
            Files.delete(mirror);
            ticker.addAndGet(TimeUnit.SECONDS.toNanos(31));
            await(() -> journal.durability().mirror().equals("IN_STEP"));
            await(() -> told.lastIndexOf("mirror is over") > told.indexOf("journal-mirror-failed"));
            fill(journal, 1);
            assertEquals(LongStream.rangeClosed(1, 9).boxed().toList(), List.copyOf(read().keySet()));
        }
    }

    @Test
    void aMirrorThatFellBehindWithoutAWordIsMadeWholeAtTheStart() throws IOException {
        try (var journal = open(data, guards(Failpoints.NONE))) {
            fill(journal, 3);
        }
        Files.delete(mirror.resolve("fin-00000001.mirror"));
        try (var journal = open(data, guards(Failpoints.NONE))) {
            assertTrue(journal.recovery().isEmpty(), "a mirror that has less is no damage of the journal");
            assertEquals(List.of(1L, 2L, 3L), List.copyOf(read().keySet()));
        }
    }

    @Test
    void aMirrorCatchesUpWithoutACommitOfItsOwn() throws Exception {
        try (var journal = open(data, guards(Failpoints.NONE))) {
            fill(journal, 600);
        }
        for (Path file : files(mirror)) {
            Files.delete(file);
        }
        var points = new ConcurrentLinkedQueue<String>();
        try (var journal = open(data, guards(points::add))) {
            await(() -> journal.durability().mirror().equals("IN_STEP"));
            assertEquals(600, read().size());
            assertEquals(Set.of("journal.nudged"), Set.copyOf(points));
        }
    }

    @Test
    void anotherStoresMirrorIsLeftAlone() throws IOException {
        try (var journal = open(data, guards(Failpoints.NONE))) {
            fill(journal, 1);
        }
        var other = new io.tillpost.edge.journal.Origin("acme", "acme-de", "store-8", "store-8-a",
                JournalWorld.ORIGIN.zone(), "0.1.0", Mode.LIVE);
        try (var journal = SqliteJournal.open(folder.resolve("other"), other, JournalWorld.CLOCK,
                java.util.UUID::randomUUID, System::nanoTime, TestKeys.KEYS, TestKeys.RANDOM,
                guards(Failpoints.NONE))) {
            assertEquals("FAILED", journal.durability().mirror());
            assertTrue(String.valueOf(journal.durability().mirrorProblem()).contains("store acme/store-7"));
            fill(journal, 1);
        }
        assertEquals(1, read().size());
    }

    @Test
    void theMirrorOfAnotherBoxOfTheStoreIsLeftAlone() throws IOException {
        try (var journal = open(data, guards(Failpoints.NONE))) {
            fill(journal, 1);
        }
        Path other = folder.resolve("other");
        try (var journal = openAs("store-7-b", other)) {
            assertTrue(journal.recovery().isEmpty(), "there was no journal of this box");
            assertEquals("FAILED", journal.durability().mirror());
            String problem = String.valueOf(journal.durability().mirrorProblem());
            assertTrue(
                    problem.contains("holds the mirror of agent 'store-7-a', and this is agent 'store-7-b'"),
                    problem);
            fill(journal, 5);
        }
        assertEquals(1, read().size());
        try (var journal = open(data, guards(Failpoints.NONE))) {
            assertEquals("IN_STEP", journal.durability().mirror());
        }
        // As the message says, where the first box is no more.
        Files.delete(mirror.resolve("mirror.agent"));
        try (var journal = openAs("store-7-b", other)) {
            var report = journal.recovery().orElseThrow().run(journal.succession(), () -> {});
            assertEquals(1, report.lanes().getFirst().recovered(), "what the first box had sold");
            await(() -> journal.durability().mirror().equals("IN_STEP"));
            assertEquals(6, read().size());
        }
    }

    @Test
    void aMirrorThatDoesNotSayWhoseItIsIsTakenOverOnce() throws IOException {
        try (var journal = open(data, guards(Failpoints.NONE))) {
            fill(journal, 2);
        }
        Files.delete(mirror.resolve("mirror.agent"));
        Files.delete(data.resolve("journal.db"));
        try (var journal = open(data, guards(Failpoints.NONE))) {
            var succession = new TakenDown();
            var _ = journal.recovery().orElseThrow().run(succession, () -> {});
            assertEquals(List.of(1L, 2L), succession.recovered(Lane.FIN));
        }
        assertEquals(Optional.of("store-7-a"), new MirrorFolder(mirror).agent());
    }

    @Test
    void aBoxThatGotAnotherNameGoesOnWithTheMirrorInItsOwnFolder() throws IOException {
        mirror = data.resolve("mirror");
        try (var journal = open(data, guards(Failpoints.NONE))) {
            fill(journal, 2);
        }
        try (var journal = openAs("store-7-b", data)) {
            assertEquals("IN_STEP", journal.durability().mirror());
            fill(journal, 1);
            assertEquals(3, read().size());
        }
    }

    private SqliteJournal openAs(String agent, Path place) {
        var origin = new io.tillpost.edge.journal.Origin("acme", "acme-de", "store-7", agent,
                JournalWorld.ORIGIN.zone(), "0.1.0", Mode.LIVE);
        return SqliteJournal.open(place, origin, JournalWorld.CLOCK, java.util.UUID::randomUUID,
                System::nanoTime, TestKeys.KEYS, TestKeys.RANDOM, guards(Failpoints.NONE));
    }

    @Test
    void whatHeadOfficeLacksAgainIsThereAgain() throws Exception {
        try (var journal = open(data, guards(Failpoints.NONE))) {
            fill(journal, 10);
            var key = journal.outbox().head(Lane.FIN).journal();
            var _ = journal.outbox().acknowledge(key, 8,
                    journal.archive().events(Lane.FIN, 8, 1).getFirst().hash());
        }
        // A new disk for the mirror: it gets what head office lacks.
        for (Path file : files(mirror)) {
            Files.delete(file);
        }
        try (var journal = open(data, guards(Failpoints.NONE))) {
            await(() -> seqs().equals(Set.of(9L, 10L)));
            assertEquals(io.tillpost.edge.journal.Outbox.Rewind.DONE, journal.outbox()
                    .rewind(journal.outbox().head(Lane.FIN).journal(), 3, null));
            await(() -> seqs().containsAll(Set.of(4L, 10L)));
            fill(journal, 1);
            assertTrue(read().containsKey(11L));
        }
    }

    @Test
    void anAttemptToMakeItAnewThatFailsHalfWayLeavesNothingBehind() throws Exception {
        var ticker = new AtomicLong();
        var inTheWay = new AtomicBoolean();
        // What fills the first segment of the new one meets a name that is taken.
        Failpoints taken = point -> {
            if (point.equals("journal.nudged") && Files.exists(segment(2)) && !inTheWay.getAndSet(true)) {
                write(segment(3));
            }
        };
        try (var journal = SqliteJournal.open(data, JournalWorld.ORIGIN, JournalWorld.CLOCK,
                java.util.UUID::randomUUID, ticker::get, TestKeys.KEYS, TestKeys.RANDOM, guards(taken))) {
            soldAndSentAgain(journal, 80_000);
            await(() -> journal.durability().mirror().equals("FAILED"));
            assertEquals(List.of(segment(1)), segments());
            assertEquals(300, read().size());
            ticker.addAndGet(TimeUnit.SECONDS.toNanos(31));
            await(() -> journal.durability().mirror().equals("IN_STEP"));
            assertEquals(300, records(mirror), "once");
        }
    }

    @Test
    void whatAnAttemptBeforeACrashHasLeftGoesAtTheNextStart() throws Exception {
        var image = new AtomicReference<@Nullable Path>();
        Failpoints crash = point -> {
            if (point.equals("journal.nudged") && Files.exists(segment(2)) && image.get() == null) {
                image.set(copied());
            }
        };
        try (var journal = open(data, guards(crash))) {
            soldAndSentAgain(journal, 10);
            await(() -> image.get() != null);
        }
        Path crashed = java.util.Objects.requireNonNull(image.get());
        assertEquals(556, records(crashed.resolve("mirror")), "some of them twice");
        try (var journal = open(crashed.resolve("data"), mirrored(crashed.resolve("mirror")))) {
            await(() -> journal.durability().mirror().equals("IN_STEP"));
            assertEquals(300, records(crashed.resolve("mirror")));
        }
    }

    @Test
    void whereThereIsNoRoomForAnotherOneTheMirrorGoesOnAsItIsAndPeopleAreTold() throws Exception {
        try (var journal = open(data, guards(Failpoints.NONE))) {
            fill(journal, 10);
            acknowledge(journal, 8);
        }
        for (Path file : files(mirror)) {
            Files.delete(file);
        }
        open(data, guards(Failpoints.NONE)).close();
        var told = new ConcurrentLinkedQueue<String>();
        var scarce = guards(Failpoints.NONE).with(new DiskLimits(1L << 60, 0, 1L << 60));
        try (var journal = open(data, scarce)) {
            journal.onTrouble(new Trouble() {
                @Override
                public void begun(String kind, String subject, String evidence) {
                    told.add(kind);
                }

                @Override
                public void over(String subject) {
                    // Nothing is.
                }
            });
            assertEquals(Outbox.Rewind.DONE, journal.outbox()
                    .rewind(journal.outbox().head(Lane.FIN).journal(), 3, null));
            await(() -> told.contains("journal-mirror-no-room"));
            assertEquals("IN_STEP", journal.durability().mirror());
            String problem = String.valueOf(journal.durability().mirrorProblem());
            assertTrue(problem.startsWith("to make the mirror in " + mirror + " anew takes"), problem);
            var _ = journal.commit(unit -> unit.append(STAMP, JournalWorld.finOfLength(1)));
            assertEquals(Set.of(9L, 10L, 11L), read().keySet());
        }
        try (var _ = open(data, guards(Failpoints.NONE))) {
            await(() -> seqs().containsAll(Set.of(4L, 11L)));
        }
    }

    /// More rows than are copied at once, of so many characters; then head office lacks them again, and the mirror is made
    /// anew.
    private static void soldAndSentAgain(SqliteJournal journal, int chars) {
        var _ = journal.commit(unit -> {
            for (int i = 0; i < 300; i++) {
                var _ = unit.append(STAMP, JournalWorld.finOfLength(chars));
            }
            return true;
        });
        acknowledge(journal, 1);
        var _ = journal.outbox().rewind(journal.outbox().head(Lane.FIN).journal(), 0, null);
    }

    private static void acknowledge(SqliteJournal journal, long seq) {
        var event = journal.archive().events(Lane.FIN, seq, 1).getFirst();
        var _ = journal.outbox().acknowledge(event.journal(), seq, event.hash());
    }

    private Path segment(int number) {
        return mirror.resolve("fin-%08d.mirror".formatted(number));
    }

    private List<Path> segments() throws IOException {
        return files(mirror).stream().filter(file -> file.toString().endsWith(".mirror")).sorted().toList();
    }

    private static void write(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long records(Path folder) throws IOException {
        return new MirrorFolder(folder).read((_, _) -> {}).rows();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void keysThatAreExchangedOpenTheMirrorAndOldOnesAreNotKeptInIt() throws Exception {
        var next = MasterKey.fresh(TestKeys.RANDOM);
        try (var journal = open(data, guards(Failpoints.NONE))) {
            fill(journal, 5);
            assertEquals(2, journal.keys().rotate());
            fill(journal, 5);
            await(() -> journal.keys().status().complete());
            journal.keys().addMaster(next);
            var _ = journal.keys().retireOthers(next);
            var keys = new MirrorFolder(mirror).note().orElseThrow().wrapped();
            assertEquals(List.of(0, 2), keys.stream().map(key -> key.number()).toList());
            assertTrue(keys.stream().allMatch(key -> key.master().equals(next.fingerprint())));
        }
        Files.delete(data.resolve("journal.db"));
        assertThrows(io.tillpost.protocol.seal.WrongMasterKeyException.class,
                () -> open(data, guards(Failpoints.NONE)).close(), "the old master key opens nothing");
        try (var journal = SqliteJournal.open(data, JournalWorld.ORIGIN, JournalWorld.CLOCK,
                java.util.UUID::randomUUID, System::nanoTime, _ -> next, TestKeys.RANDOM,
                guards(Failpoints.NONE))) {
            var succession = new TakenDown();
            var _ = journal.recovery().orElseThrow().run(succession, () -> {});
            assertEquals(LongStream.rangeClosed(1, 10).boxed().toList(), succession.recovered(Lane.FIN));
        }
    }

    private Safeguards guards(Failpoints failpoints) {
        return mirrored(mirror).with(failpoints);
    }

    private Path copied() {
        try {
            Path image = folder.resolve("image");
            for (Path from : List.of(data, mirror)) {
                Path to = Files.createDirectories(image.resolve(String.valueOf(from.getFileName())));
                try (var files = Files.list(from)) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
                    }
                }
            }
            return image;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Empty when a segment goes while it is read: the mirror is being made anew.
    private Set<Long> seqs() {
        try {
            return read().keySet();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                return Set.of();
            }
            throw e;
        }
    }

    private Map<Long, MirrorRow> read() {
        return read(mirror);
    }

    private static Map<Long, MirrorRow> read(Path folder) {
        var rows = new TreeMap<Long, MirrorRow>();
        try {
            var _ = new MirrorFolder(folder).read((row, _) -> rows.put(row.seq(), row));
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
