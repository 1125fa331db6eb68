package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.NOTES;
import static io.tillpost.edge.journal.sqlite.JournalWorld.STAMP;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fill;
import static io.tillpost.edge.journal.sqlite.JournalWorld.mirrored;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;
import static io.tillpost.edge.journal.sqlite.JournalWorld.ops;
import static io.tillpost.edge.journal.sqlite.JournalWorld.tamper;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever happens to the journal's file, the next start goes on with all that was answered, and nobody is needed.
class JournalRecoveryTest {
    private static final int PAGE = 4_096;

    @TempDir
    private Path folder = Path.of("");
    private Path data = Path.of("");
    private Safeguards guards = Safeguards.NONE;

    @BeforeEach
    void place() {
        data = folder.resolve("data");
        guards = mirrored(folder.resolve("mirror"));
    }

    @Test
    void aFirstStartAndACleanOneHaveNothingToRecover() {
        for (int i = 0; i < 2; i++) {
            try (var journal = open(data, guards)) {
                assertTrue(journal.recovery().isEmpty());
                assertEquals("IN_STEP", journal.durability().mirror());
                fill(journal, 3);
            }
        }
        try (var journal = open(data, guards)) {
            assertEquals(6, journal.outbox().head(Lane.FIN).lastSeq());
        }
    }

    @Test
    void aJournalThatSomebodyDeletedIsMissedAndComesBackFromTheMirror() throws IOException {
        Map<Long, UUID> sold = new HashMap<>();
        long epoch;
        try (var journal = open(data, guards)) {
            epoch = journal.outbox().head(Lane.FIN).journal().epoch();
            fill(journal, 20);
            acknowledge(journal, 5);
            journal.archive().events(Lane.FIN, 1, 100)
                    .forEach(event -> sold.put(event.row().seq(), event.row().eventId()));
        }
        Files.delete(data.resolve("journal.db"));
        try (var journal = open(data, guards)) {
            var recovery = journal.recovery().orElseThrow();
            assertEquals("missing", recovery.cause());
            var succession = new TakenDown();
            var report = recovery.run(succession, () -> {});
            var order = succession.of(Lane.FIN);
            assertTrue(succession.recovered(Lane.FIN).containsAll(seqs(6, 20)),
                    succession.recovered(Lane.FIN).toString());
            order.recovered().forEach(row -> assertEquals(sold.get(row.seq()), row.eventId()));
            assertTrue(order.epoch() > epoch);
            assertEquals(0, assertNotNull(order.parent()).seq(), "nothing of the time before is known");
            assertFalse(order.knowsHeadOffice());
            assertEquals(List.of(), report.asides());
            assertEquals("IN_STEP", journal.durability().mirror());
        }
        try (var journal = open(data, guards)) {
            assertTrue(journal.recovery().isEmpty(), "once");
        }
    }

    private static Parent assertNotNull(@org.jspecify.annotations.Nullable Parent parent) {
        return java.util.Objects.requireNonNull(parent);
    }

    @Test
    void withoutAMirrorADeletedJournalIsMissedAllTheSame() throws IOException {
        var unmirrored = new Safeguards(null, null, guards.wholeCheck(), true, 35, 2L << 30,
                guards.failpoints());
        Hash genesis;
        try (var journal = open(data, unmirrored)) {
            genesis = journal.outbox().head(Lane.FIN).ackedHash();
            fill(journal, 3);
        }
        Files.delete(data.resolve("journal.db"));
        try (var journal = open(data, unmirrored)) {
            var succession = new TakenDown();
            var _ = journal.recovery().orElseThrow().run(succession, () -> {});
            assertEquals(List.of(), succession.recovered(Lane.FIN));
            assertEquals(genesis, assertNotNull(succession.of(Lane.FIN).parent()).hash());
            assertEquals(2, succession.of(Lane.FIN).epoch());
        }
    }

    @Test
    void whatTheStartItselfWritesDoesNotHideTheJournalOfBefore() throws IOException {
        UUID before;
        try (var journal = open(data, guards)) {
            before = journal.outbox().head(Lane.FIN).journal().journalId();
            fill(journal, 3);
        }
        Files.delete(data.resolve("journal.db"));
        try (var journal = open(data, guards)) {
            fill(journal, 2);
            var succession = new TakenDown();
            var _ = journal.recovery().orElseThrow().run(succession, () -> {});
            var order = succession.of(Lane.FIN);
            assertEquals(before, assertNotNull(order.parent()).journalId());
            assertEquals(0, order.repeatAfter());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no database", "truncated", "missing row", "changed row", "empty row"})
    void aDamagedFileIsPutAsideAndNeverDeleted(String damage) throws IOException {
        try (var journal = open(data, guards)) {
            fill(journal, 30);
            acknowledge(journal, 10);
            note(journal, "kept");
        }
        Path database = data.resolve("journal.db");
        switch (damage) {
            case "no database" -> Files.writeString(database, "this is no database. ".repeat(1_000));
            case "truncated" -> cut(database, Files.size(database) / 3 / PAGE * PAGE);
            case "missing row" -> tamper(data, "update run set stopped_cleanly = 0;"
                    + " delete from event_fin where seq = 20");
            case "empty row" -> CutRow.headOff(database, 30);
            default -> tamper(data, "update event_fin set hash = zeroblob(32) where seq = 30");
        }
        byte[] damaged = Files.readAllBytes(database);
        try (var journal = open(data, guards)) {
            var recovery = journal.recovery().orElseThrow();
            assertEquals("damaged", recovery.cause());
            var succession = new TakenDown();
            var report = recovery.run(succession, () -> {});
            assertTrue(succession.recovered(Lane.FIN).containsAll(seqs(11, 30)),
                    succession.recovered(Lane.FIN).toString());
            Path aside = report.asides().getFirst();
            assertTrue(String.valueOf(aside.getFileName()).startsWith("damaged-20260302-"), aside.toString());
            assertEquals(-1, Arrays.mismatch(damaged,
                    Files.readAllBytes(aside.resolve("journal.db"))));
            if (damage.endsWith("row")) {
                assertEquals("kept", journal.read(view -> view.find(NOTES, "k")).orElseThrow().text());
                assertEquals(30, assertNotNull(succession.of(Lane.FIN).parent()).seq());
            }
            fill(journal, 1);
        }
    }

    @Test
    void pagesThatAreOverwrittenAnywhereCostNoRowThatWasAnswered() throws IOException {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        try (var journal = open(folder.resolve("a"),
                guards.with((io.tillpost.edge.journal.disk.DiskLimits) null))) {
            for (int i = 0; i < 60; i++) {
                int number = i;
                var _ = journal.commit(unit -> {
                    unit.put(NOTES, "note-" + number, new JournalWorld.Note("x".repeat(300)));
                    return unit.append(STAMP,
                            new SaleAborted(new SaleId(UUID.randomUUID()), "y".repeat(500)));
                });
            }
        }
        byte[] whole = Files.readAllBytes(folder.resolve("a/journal.db"));
        for (int round = 0; round < 12; round++) {
            Path copy = Files.createDirectories(folder.resolve("copy-" + round));
            byte[] bytes = whole.clone();
            int page = random.nextInt(whole.length / PAGE);
            var noise = new byte[PAGE];
            random.nextBytes(noise);
            System.arraycopy(noise, 0, bytes, page * PAGE, PAGE);
            Files.write(copy.resolve("journal.db"), bytes);
            Path mirror = copyOf(folder.resolve("mirror"), folder.resolve("mirror-" + round));
            String where = "seed " + seed + ", round " + round + ", page " + page;
            assertEquals(60, allOf(copy, mirror, where).size(), where);
        }
    }

    /// Every fin row that is there after as many starts as it takes.
    private java.util.Set<UUID> allOf(Path place, Path mirror, String where) throws IOException {
        Safeguards mended = new Safeguards(mirror, null, java.time.Duration.ZERO, true, 35, 2L << 30,
                guards.failpoints());
        var found = new java.util.TreeSet<UUID>();
        for (int start = 0; start < 2; start++) {
            var stopped = new CountDownLatch(1);
            try (var journal = open(place, mended)) {
                journal.onStop(_ -> stopped.countDown());
                var succession = new TakenDown();
                journal.recovery().ifPresent(recovery -> recovery.run(succession, () -> {}));
                for (var order : succession.orders) {
                    order.recovered().stream().map(JournalRow::eventId).forEach(found::add);
                }
                if (journal.archive().verify(Lane.FIN) instanceof ChainCheck.Intact(long _, long last)
                        && last > 0) {
                    journal.archive().events(Lane.FIN, 1, 100)
                            .forEach(event -> found.add(event.row().eventId()));
                }
                if (found.size() >= 60) {
                    return found;
                }
            } catch (JournalClosedException | JournalDamagedException e) {
                SqliteJournal.markDamaged(place, where + ": " + e.getMessage());
            }
            SqliteJournal.markDamaged(place, where);
        }
        return found;
    }

    @Test
    void aLogThatSomebodyDeletedIsFoundByTheMirror() throws IOException {
        try (var journal = open(data, guards)) {
            fill(journal, 3);
        }
        Path image = folder.resolve("image");
        try (var journal = open(data, guards)) {
            Files.createDirectories(image);
            Files.copy(data.resolve("journal.db"), image.resolve("journal.db"));
            Files.copy(data.resolve("journal.known"), image.resolve("journal.known"));
            fill(journal, 4);
        }
        try (var journal = open(image, guards)) {
            var recovery = journal.recovery().orElseThrow();
            assertEquals("tail-lost", recovery.cause());
            var succession = new TakenDown();
            var report = recovery.run(succession, () -> {});
            assertEquals(seqs(4, 7), succession.recovered(Lane.FIN));
            assertEquals(0, assertNotNull(succession.of(Lane.FIN).parent()).seq(),
                    "head office had acknowledged nothing");
            assertEquals(3, succession.orders.size(), "every lane");
            assertEquals(List.of(), report.asides());
        }
    }

    @Test
    void aJournalThatStopsWhileItSellsIsPutAsideAtTheNextStart() throws Exception {
        try (var journal = open(data, guards)) {
            fill(journal, 5);
            var _ = journal.commit(unit -> unit.append(STAMP, ops()));
            var told = new CountDownLatch(1);
            journal.onStop(_ -> told.countDown());
            tamper(data, "alter table shelf rename to stolen");
            assertThrows(JournalClosedException.class, () -> note(journal, "x"));
            assertTrue(told.await(10, TimeUnit.SECONDS));
            tamper(data, "alter table stolen rename to shelf");
        }
        try (var journal = open(data, guards)) {
            var recovery = journal.recovery().orElseThrow();
            assertEquals("damaged", recovery.cause());
            var succession = new TakenDown();
            var _ = recovery.run(succession, () -> {});
            assertEquals(seqs(1, 5), succession.recovered(Lane.FIN));
            assertEquals(seqs(1, 1), succession.recovered(Lane.OPS), "from the file that was put aside");
        }
    }

    @Test
    void aCrashAtAnyMomentOfARecoveryDoesItAgain() throws IOException {
        try (var journal = open(data, guards)) {
            fill(journal, 5);
        }
        Files.delete(data.resolve("journal.db"));
        open(data, guards).close();
        try (var journal = open(data, guards)) {
            var succession = new TakenDown();
            var thrown = assertThrows(IllegalStateException.class, () -> journal.recovery().orElseThrow()
                    .run(failing(succession), () -> {}));
            assertEquals("crash", thrown.getMessage());
        }
        try (var journal = open(data, guards)) {
            var succession = new TakenDown();
            var _ = journal.recovery().orElseThrow().run(succession, () -> {});
            assertEquals(seqs(1, 5), succession.recovered(Lane.FIN));
        }
    }

    @Test
    void recordsOfWhichSomeAreLostAreMadeAnewFromAllEventsThatAreLeft() throws IOException {
        try (var journal = open(data, guards)) {
            fill(journal, 30);
            acknowledge(journal, 10);
            note(journal, "lost");
        }
        tamper(data, "update shelf set value = zeroblob(40) where shelf = '" + NOTES.name()
                + "'; update event_fin set hash = zeroblob(32) where seq = 30");
        // The first start dies on the way.
        try (var journal = open(data, guards)) {
            assertThrows(IllegalStateException.class, () -> journal.recovery().orElseThrow()
                    .run(journal.succession(), () -> {
                        throw new IllegalStateException("crash");
                    }));
        }
        try (var journal = open(data, guards)) {
            var told = new ArrayList<String>();
            journal.rebuildWith((_, envelope, event) -> told.add(envelope + " " + event));
            var _ = journal.recovery().orElseThrow().run(journal.succession(), () -> told.add("start over"));
            assertEquals("start over", told.getFirst());
            assertEquals(31, told.size(), told::toString);
            assertEquals(31, Set.copyOf(told).size(), "each once");
            var ignorance = journal.succession().ignorant().stream()
                    .filter(one -> one.journal().lane() == Lane.FIN).findFirst().orElseThrow();
            assertNull(ignorance.before(), "head office is asked for all of it");
        }
        try (var journal = open(data, guards)) {
            assertTrue(journal.recovery().isEmpty(), "once");
        }
    }

    @Test
    void recordsThatAreWholeStay() throws IOException {
        try (var journal = open(data, guards)) {
            fill(journal, 30);
            acknowledge(journal, 10);
            note(journal, "kept");
        }
        tamper(data, "update event_fin set hash = zeroblob(32) where seq = 30");
        try (var journal = open(data, guards)) {
            var startedOver = new ArrayList<String>();
            var _ = journal.recovery().orElseThrow().run(journal.succession(),
                    () -> startedOver.add("start over"));
            assertEquals(List.of(), startedOver);
            assertEquals("kept", journal.read(view -> view.find(NOTES, "k")).orElseThrow().text());
        }
    }

    private static io.tillpost.edge.journal.Succession failing(TakenDown to) {
        return new io.tillpost.edge.journal.Succession() {
            @Override
            public io.tillpost.protocol.journal.JournalKey fork(Order order) {
                if (!to.orders.isEmpty()) {
                    throw new IllegalStateException("crash");
                }
                return to.fork(order);
            }

            @Override
            public List<Ignorance> ignorant() {
                return List.of();
            }

            @Override
            public void learn(io.tillpost.protocol.journal.JournalKey journal, List<JournalRow> rows) {}

            @Override
            public void learned(io.tillpost.protocol.journal.JournalKey journal) {}
        };
    }

    @Test
    void aJournalOfWhichNothingIsToBeCarriedOnIsReplacedAndGoesOn() throws IOException {
        try (var journal = open(data, Safeguards.mending())) {
            fill(journal, 3);
        }
        Files.writeString(data.resolve("journal.db"), "no database. ".repeat(1_000));
        for (int start = 0; start < 2; start++) {
            try (var journal = open(data, Safeguards.mending())) {
                assertEquals(start == 0, journal.recovery().isPresent());
                journal.recovery().ifPresent(recovery -> recovery.dismiss(() -> {}));
                fill(journal, 1);
            }
        }
    }

    @Test
    void anotherStoresJournalAndANewerAgentsAreLeftAlone() {
        open(data, guards).close();
        var other = new Origin("acme", "acme-de", "store-8", "store-8-a", JournalWorld.ORIGIN.zone(),
                "0.1.0");
        assertThrows(JournalDamagedException.class, () -> SqliteJournal.open(data, other, JournalWorld.CLOCK,
                UUID::randomUUID, () -> 0, TestKeys.KEYS, TestKeys.RANDOM, guards).close());
        tamper(data, "pragma user_version = 99");
        assertThrows(JournalDamagedException.class, () -> open(data, guards).close());
        assertTrue(Files.exists(data.resolve("journal.db")));
        assertFalse(Files.exists(data.resolve("journal.recovery")));
    }

    private static void cut(Path file, long bytes) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var _ = channel.truncate(bytes);
            var _ = channel.write(ByteBuffer.allocate(0));
        }
    }

    private static Path copyOf(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
            }
        }
        return to;
    }

    private static void acknowledge(SqliteJournal journal, long seq) {
        var event = journal.archive().events(Lane.FIN, seq, 1).getFirst();
        var _ = journal.outbox().acknowledge(event.journal(), seq, event.hash());
    }

    private static void note(SqliteJournal journal, String text) {
        var _ = journal.commit(unit -> {
            unit.put(NOTES, "k", new JournalWorld.Note(text));
            return true;
        });
    }

    private static List<Long> seqs(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }
}
