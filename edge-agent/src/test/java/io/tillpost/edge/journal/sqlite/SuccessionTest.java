package io.tillpost.edge.journal.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.Lineage.Member;
import io.tillpost.edge.journal.Outbox.Acknowledgement;
import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.edge.journal.Succession.Ignorance;
import io.tillpost.edge.journal.Succession.Order;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.JournalForked;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import io.tillpost.protocol.sync.LaneHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A lane goes on in another journal of the same file.
class SuccessionTest {
    @TempDir
    private Path folder;

    @Test
    void theNewJournalRepeatsWhatHeadOfficeLacksUnderItsOldIdsAndTheOldOneStaysAsItIs() {
        try (var journal = JournalWorld.open(folder)) {
            List<UUID> sold = sell(journal, 7);
            acknowledge(journal, 4);
            JournalKey old = key(journal, Lane.FIN);
            StoredEvent before = journal.archive().events(old, 6, 1).getFirst();

            JournalKey fresh = journal.succession().fork(order(journal, 4, 4));

            assertEquals(fresh, key(journal, Lane.FIN));
            assertEquals(2, fresh.epoch());
            assertEquals(sold.subList(4, 7), ids(journal.archive().events(fresh, 1, 100)));
            assertEquals(sold, ids(journal.archive().events(old, 1, 100)));
            StoredEvent again = journal.archive().events(fresh, 2, 1).getFirst();
            assertEquals(before.row().eventId(), again.row().eventId());
            assertEquals(2, again.row().seq());
            assertArrayEquals(before.row().body(), again.row().body());
            assertNotEquals(before.hash(), again.hash());
            LaneHead head = journal.outbox().head(Lane.FIN);
            assertEquals(HashChain.genesis("acme", "store-7", fresh, head.parent()),
                    journal.lineage().hashAt(fresh, 0).orElseThrow());
            assertEquals(List.of(0L, 3L), List.of(head.ackedSeq(), head.lastSeq()));
            assertEquals(
                    List.of(new Parent(old.journalId(), 4, journal.lineage().hashAt(old, 4).orElseThrow())),
                    head.standsOn());
            assertInstanceOf(ChainCheck.Intact.class, journal.archive().verify(Lane.FIN));
            JournalForked told = forked(journal);
            assertEquals(List.of(fresh, "histories-differ", 0L, 3L),
                    List.of(told.journal(), told.cause(), told.recovered(), told.repeated()));
        }
    }

    @Test
    void sellingGoesOnInTheNewJournalAlsoAfterARestart() {
        List<UUID> sold;
        try (var journal = JournalWorld.open(folder)) {
            sold = sell(journal, 3);
            var _ = journal.succession().fork(order(journal, 0, 0));
            sold.addAll(sell(journal, 2));
        }
        try (var journal = JournalWorld.open(folder)) {
            sold.addAll(sell(journal, 1));
            assertEquals(sold, ids(journal.archive().events(Lane.FIN, 1, 100)));
            assertEquals(6, journal.outbox().backlog(Lane.FIN).events());
            assertEquals(2, journal.archive().journals(Lane.FIN).size());
            assertInstanceOf(ChainCheck.Intact.class, journal.archive().verify(Lane.FIN));
        }
    }

    @Test
    void theLaneThatTellsOfAForkMayForkItself() {
        try (var journal = JournalWorld.open(folder)) {
            UUID drawer = journal.commit(unit -> unit.append(JournalWorld.STAMP, JournalWorld.ops()));
            JournalKey old = key(journal, Lane.OPS);
            JournalKey fresh = journal.succession().fork(new Order(old, 5, parent(journal, old, 0), 0,
                    List.of(), List.of(), "taken-over", true));
            List<StoredEvent> rows = journal.archive().events(fresh, 1, 10);
            assertEquals(List.of(drawer), ids(rows.subList(0, 1)));
            assertEquals("JournalForked", rows.get(1).row().type());
        }
    }

    @Test
    void whatHeadOfficeHasIsFoldedAndNotWrittenAndWhatTheMirrorHasIsBoth() {
        List<JournalRow> theirs;
        List<JournalRow> mirrored;
        try (var other = JournalWorld.open(folder.resolve("other"))) {
            sell(other, 4);
            theirs = rows(other).subList(0, 2);
            mirrored = rows(other).subList(1, 4);
        }
        try (var journal = JournalWorld.open(folder.resolve("mine"))) {
            var folded = new ArrayList<Event>();
            journal.rebuildWith((_, _, event) -> folded.add(event));
            List<UUID> sold = sell(journal, 2);
            JournalKey old = key(journal, Lane.FIN);
            var fresh = journal.succession().fork(new Order(old, 2, parent(journal, old, 1), 1, theirs,
                    mirrored, "damaged", false));
            assertEquals(List.of(sold.get(1), mirrored.get(1).eventId(), mirrored.get(2).eventId()),
                    ids(journal.archive().events(fresh, 1, 10)));
            assertEquals(List.of(theirs.get(0), theirs.get(1), mirrored.get(1), mirrored.get(2)).stream()
                    .map(EventCodec::decode).toList(), folded);
            assertEquals(4, forked(journal).recovered());
            assertEquals(List.of(new Ignorance(fresh, old, 1)), journal.succession().ignorant());
        }
    }

    @Test
    void whatIsLearnedLaterIsFoldedOnceAndNeverAgain() {
        List<JournalRow> theirs;
        try (var other = JournalWorld.open(folder.resolve("other"))) {
            sell(other, 3);
            theirs = rows(other);
        }
        try (var journal = JournalWorld.open(folder.resolve("mine"))) {
            var folded = new AtomicInteger();
            journal.rebuildWith((unit, _, _) -> {
                folded.incrementAndGet();
                unit.taken("receipt", 100 + folded.get());
            });
            List<UUID> sold = sell(journal, 2);
            JournalKey old = key(journal, Lane.FIN);
            journal.succession().learn(old, theirs.subList(0, 2));
            journal.succession().learn(old, theirs);
            journal.succession().learn(old, rows(journal).subList(0, 1));
            assertEquals(3, folded.get());
            JournalKey fresh = journal.succession().fork(order(journal, 0, 0));
            assertEquals(sold, ids(journal.archive().events(fresh, 1, 10)),
                    "head office has the first one, but may lose it with a journal that is not in this file");
            long number = journal.commit(unit -> unit.next("receipt"));
            assertEquals(104, number);
            assertEquals(List.of(), journal.succession().ignorant());
            assertThrows(IllegalArgumentException.class, () -> journal.succession().learn(old, theirs));
        }
    }

    @Test
    void ignoranceEndsWhenAllIsLearned() {
        try (var journal = JournalWorld.open(folder)) {
            JournalKey old = key(journal, Lane.FIN);
            var fresh = journal.succession().fork(new Order(old, 2, null, 0, List.of(), List.of(),
                    "restored", false));
            assertEquals(List.of(new Ignorance(fresh, null, 0)), journal.succession().ignorant());
            journal.succession().learned(fresh);
            assertEquals(List.of(), journal.succession().ignorant());
        }
    }

    @Test
    void afterHeadOfficeWasRestoredTheNextJournalRepeatsWhatStoodInASealedOneAlone() {
        try (var journal = JournalWorld.open(folder)) {
            List<UUID> sold = sell(journal, 6);
            acknowledge(journal, 4);
            JournalKey first = key(journal, Lane.FIN);
            JournalKey second = journal.succession().fork(order(journal, 4, 4));
            sold.addAll(sell(journal, 2));
            Parent there = parent(journal, first, 2);

            JournalKey third = journal.succession().fork(new Order(second, 3, there, 0, List.of(), List.of(),
                    "head-office-restored", true));

            assertEquals(sold.subList(2, 8), ids(journal.archive().events(third, 1, 100)));
            assertEquals(List.of(there), journal.outbox().head(Lane.FIN).standsOn());
            assertEquals(List.of(new Member(first, 1, 6, journal.lineage().hashAt(first, 6).orElseThrow(), 2),
                    new Member(second, 1, 4, journal.lineage().hashAt(second, 4).orElseThrow(), 0)),
                    journal.lineage().members(Lane.FIN).subList(0, 2));
        }
    }

    @Test
    void rowsBehindThoseThatRetentionDeletedAreRepeatedAllTheSame() {
        try (var journal = JournalWorld.open(folder)) {
            List<UUID> sold = sell(journal, 260);
            acknowledge(journal, 250);
            JournalKey first = key(journal, Lane.FIN);
            Parent there = parent(journal, first, 2);
            JournalKey second = journal.succession().fork(order(journal, 250, 250));
            try (var sql = Sql.writer(folder.resolve("journal.db"))) {
                // More than one look long.
                var _ = sql.update("delete from " + EventTable.sealed(Lane.FIN, 1) + " where seq <= 150");
            }

            JournalKey third = journal.succession().fork(new Order(second, 3, there, 0, List.of(), List.of(),
                    "head-office-restored", true));

            assertEquals(sold.subList(150, 260), ids(journal.archive().events(third, 1, 1_000)));
        }
    }

    @Test
    void anOrderForAnotherJournalOrALowerEpochIsRefusedAndNothingHappens() {
        try (var journal = JournalWorld.open(folder)) {
            List<UUID> sold = sell(journal, 2);
            JournalKey old = key(journal, Lane.FIN);
            var stranger = new JournalKey(Lane.FIN, UUID.randomUUID(), 1);
            for (Order wrong : List.of(
                    new Order(stranger, 2, null, 0, List.of(), List.of(), "restored", true),
                    new Order(old, 1, null, 0, List.of(), List.of(), "restored", true),
                    new Order(old, 2, null, 3, List.of(), List.of(), "restored", true))) {
                assertThrows(IllegalArgumentException.class, () -> journal.succession().fork(wrong));
            }
            assertEquals(old, key(journal, Lane.FIN));
            assertEquals(sold, ids(journal.archive().events(Lane.FIN, 1, 10)));
        }
    }

    @Test
    void aCrashBeforeAnyOfItsCommitsLeavesTheOldJournalAndTheForkGoesOnLater() throws IOException {
        int rows = 250;
        for (int dying = 1; dying <= 5; dying++) {
            Path life = folder.resolve("life-" + dying);
            List<UUID> sold;
            JournalKey old;
            Path image;
            try (var journal = open(life, dyingAt(dying))) {
                sold = sell(journal, rows);
                old = key(journal, Lane.FIN);
                Order order = order(journal, 0, 0);
                assertThrows(Dead.class, () -> journal.succession().fork(order));
                image = copyOf(life, folder.resolve("image-" + dying));
            }
            try (var journal = JournalWorld.open(image)) {
                assertEquals(old, key(journal, Lane.FIN), "died at " + dying);
                sold.addAll(sell(journal, 3));
                JournalKey fresh = journal.succession().fork(order(journal, 0, 0));
                assertEquals(sold, ids(journal.archive().events(fresh, 1, rows + 10)));
                assertInstanceOf(ChainCheck.Intact.class, journal.archive().verify(Lane.FIN));
                assertEquals(1, rows(journal, Lane.OPS).size(), "told once");
            }
        }
    }

    @Test
    void aForkThatWasGivenUpForAnotherBeginsAnew() throws IOException {
        Path image;
        List<UUID> sold;
        try (var journal = open(folder.resolve("life"), dyingAt(3))) {
            sold = sell(journal, 150);
            Order order = order(journal, 0, 0);
            assertThrows(Dead.class, () -> journal.succession().fork(order));
            image = copyOf(folder.resolve("life"), folder.resolve("image"));
        }
        try (var journal = JournalWorld.open(image)) {
            acknowledge(journal, 100);
            JournalKey fresh = journal.succession().fork(order(journal, 100, 100));
            assertEquals(sold.subList(100, 150), ids(journal.archive().events(fresh, 1, 200)));
        }
    }

    @Test
    void rotationOfTheKeysCoversSealedJournals() throws InterruptedException {
        try (var journal = JournalWorld.open(folder)) {
            List<UUID> sold = sell(journal, 60);
            JournalKey old = key(journal, Lane.FIN);
            var _ = journal.succession().fork(order(journal, 0, 0));
            int fresh = journal.keys().rotate();
            long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!journal.keys().status().dataKeys().equals(List.of(fresh)) && System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            assertEquals(List.of(fresh), journal.keys().status().dataKeys());
            assertEquals(sold, ids(journal.archive().events(old, 1, 100)));
            assertInstanceOf(ChainCheck.Intact.class, journal.archive().verify(Lane.FIN));
        }
    }

    @Test
    void aSealedJournalIsDeletedWhenItsTimeIsOverByHeadOfficesClock() {
        var clock = new TurnedClock(JournalWorld.CLOCK.instant().toString());
        try (var journal = SqliteJournal.open(folder, JournalWorld.ORIGIN, clock,
                IdSource.uuidV7(clock, new Random(1)), clock::nanos, TestKeys.KEYS, TestKeys.RANDOM)) {
            List<UUID> sold = sell(journal, 5);
            acknowledge(journal, 2);
            JournalKey old = key(journal, Lane.FIN);
            var _ = journal.succession().fork(order(journal, 2, 2));
            assertEquals(0, journal.outbox().prune(Set.of(Lane.values())),
                    "head office's clock was never seen");
            journal.outbox().clockMeasured(Duration.ZERO, Duration.ofMillis(1));
            assertEquals(0, journal.outbox().prune(Set.of(Lane.values())));
            clock.turn(Duration.ofDays(34));
            assertEquals(0, journal.outbox().prune(Set.of(Lane.values())));
            clock.turn(Duration.ofDays(2));
            assertEquals(5, journal.outbox().prune(Set.of(Lane.values())));
            assertTrue(journal.archive().verify(Lane.FIN) instanceof ChainCheck.Intact);
            assertEquals(List.of(key(journal, Lane.FIN)), journal.archive().journals(Lane.FIN));
            assertEquals(List.of(), journal.archive().events(old, 1, 10));
            assertEquals(sold.subList(2, 5), ids(journal.archive().events(Lane.FIN, 1, 10)));
            assertTrue(journal.outbox().head(Lane.FIN).standsOn() == null);
        }
    }

    @Test
    void aSealedRowThatWasChangedIsFound() {
        JournalKey old;
        try (var journal = JournalWorld.open(folder)) {
            sell(journal, 3);
            old = key(journal, Lane.FIN);
            var _ = journal.succession().fork(order(journal, 0, 0));
        }
        try (Sql sql = Sql.writer(folder.resolve("journal.db"))) {
            sql.run("delete from " + EventTable.sealed(Lane.FIN, old.epoch()) + " where seq = 3");
        }
        try (var journal = JournalWorld.open(folder)) {
            assertInstanceOf(ChainCheck.Broken.class, journal.archive().verify(Lane.FIN));
        }
    }

    @Test
    void aFileOfTheVersionBeforeIsTakenOverAndACrashMeanwhileIsHarmless() throws IOException {
        List<UUID> sold;
        JournalKey old;
        try (var journal = JournalWorld.open(folder)) {
            sold = sell(journal, 3);
            old = key(journal, Lane.FIN);
        }
        try (Sql sql = Sql.writer(folder.resolve("journal.db"))) {
            sql.script(SchemaHistory.FROM_3_TO_2);
        }
        try (Sql sql = Sql.writer(folder.resolve("journal.db"))) {
            sql.run("begin immediate");
            Schema.ensure(sql);
            // dies here
        }
        try (Sql sql = Sql.reader(folder.resolve("journal.db"))) {
            assertEquals(List.of(2L), sql.pragma("user_version"));
        }
        try (var journal = JournalWorld.open(folder)) {
            assertEquals(old, key(journal, Lane.FIN));
            assertEquals(sold, ids(journal.archive().events(Lane.FIN, 1, 10)));
            var _ = journal.succession().fork(order(journal, 0, 0));
            assertEquals(sold, ids(journal.archive().events(Lane.FIN, 1, 10)));
        }
    }

    private static final class Dead extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static Failpoints dyingAt(int time) {
        var times = new AtomicInteger();
        return point -> {
            if (point.equals("fork.before-commit") && times.incrementAndGet() == time) {
                throw new Dead();
            }
        };
    }

    private static SqliteJournal open(Path place, Failpoints failpoints) {
        return SqliteJournal.open(place, JournalWorld.ORIGIN, JournalWorld.CLOCK,
                IdSource.uuidV7(JournalWorld.CLOCK, new Random(7)), () -> 42L, TestKeys.KEYS,
                TestKeys.RANDOM, failpoints);
    }

    private static List<UUID> sell(SqliteJournal journal, int events) {
        return journal.commit(unit -> {
            var ids = new ArrayList<UUID>();
            for (int i = 0; i < events; i++) {
                ids.add(unit.append(JournalWorld.STAMP, JournalWorld.fin()));
            }
            return ids;
        });
    }

    private static void acknowledge(SqliteJournal journal, long seq) {
        JournalKey key = key(journal, Lane.FIN);
        Hash hash = journal.lineage().hashAt(key, seq).orElseThrow();
        assertEquals(Acknowledgement.ADVANCED, journal.outbox().acknowledge(key, seq, hash));
    }

    private static Order order(SqliteJournal journal, long parentSeq, long repeatAfter) {
        JournalKey old = key(journal, Lane.FIN);
        return new Order(old, old.epoch() + 1, parent(journal, old, parentSeq), repeatAfter, List.of(),
                List.of(), "histories-differ", true);
    }

    private static Parent parent(SqliteJournal journal, JournalKey key, long seq) {
        return new Parent(key.journalId(), seq, journal.lineage().hashAt(key, seq).orElseThrow());
    }

    private static JournalKey key(SqliteJournal journal, Lane lane) {
        return journal.outbox().head(lane).journal();
    }

    private static List<JournalRow> rows(SqliteJournal journal) {
        return rows(journal, Lane.FIN);
    }

    private static List<JournalRow> rows(SqliteJournal journal, Lane lane) {
        return journal.archive().events(lane, 1, 1_000).stream().map(StoredEvent::row).toList();
    }

    private static JournalForked forked(SqliteJournal journal) {
        return (JournalForked) EventCodec.decode(rows(journal, Lane.OPS).getLast());
    }

    private static List<UUID> ids(List<StoredEvent> events) {
        return events.stream().map(event -> event.row().eventId()).toList();
    }

    private static Path copyOf(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith("journal.db"))
                    .toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        return to;
    }
}
