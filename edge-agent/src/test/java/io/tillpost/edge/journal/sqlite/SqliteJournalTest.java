package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.NOTES;
import static io.tillpost.edge.journal.sqlite.JournalWorld.STAMP;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fin;
import static io.tillpost.edge.journal.sqlite.JournalWorld.finOfLength;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;
import static io.tillpost.edge.journal.sqlite.JournalWorld.ops;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.sqlite.JournalWorld.Note;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.journal.Lane;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTest {
    @TempDir
    Path folder;

    @Test
    void eachLaneCountsFromOneWithoutGaps() {
        try (var journal = open(folder)) {
            for (int i = 0; i < 3; i++) {
                var _ = journal.commit(unit -> unit.append(STAMP, fin()));
                var _ = journal.commit(unit -> unit.append(STAMP, ops()));
            }
            assertEquals(List.of(1L, 2L, 3L), seqs(journal, Lane.FIN));
            assertEquals(List.of(1L, 2L, 3L), seqs(journal, Lane.OPS));
            assertEquals(new ChainCheck.Intact(1, 3), journal.archive().verify(Lane.FIN));
        }
    }

    @Test
    void whatWasCommittedIsThereAfterReopening() {
        var id = append(fin());
        try (var journal = open(folder)) {
            assertEquals(1, journal.archive().event(id).orElseThrow().row().seq());
            assertEquals(Optional.of(new Note("a")), journal.read(view -> view.find(NOTES, "k")));
            assertEquals(2, nextReceipt(journal));
        }
    }

    private UUID append(Event event) {
        try (var journal = open(folder)) {
            return journal.commit(unit -> {
                unit.put(NOTES, "k", new Note("a"));
                assertEquals(1, unit.next("receipt"));
                return unit.append(STAMP, event);
            });
        }
    }

    @Test
    void theEnvelopeSaysWhoWhereAndWhen() {
        try (var journal = open(folder)) {
            journal.outbox().clockMeasured(Duration.ofMillis(-250), Duration.ofMillis(40));
            var id = journal.commit(unit -> unit.append(STAMP, fin()));
            Envelope envelope = EventCodec.envelope(journal.archive().event(id).orElseThrow().row());
            assertEquals("store-7-a", envelope.place().agent());
            assertEquals("till-1", envelope.place().till());
            assertEquals(JournalWorld.CLOCK.instant(), envelope.moment().occurredAt());
            assertEquals(-250, envelope.moment().clockOffsetMs());
            assertEquals(40, envelope.moment().clockErrorMs());
            assertEquals(42, envelope.moment().monotonicNanos());
            assertEquals(journal.outbox().bootId(), envelope.moment().bootId());
        }
    }

    @Test
    void aClockNeverMeasuredSaysSo() {
        try (var journal = open(folder)) {
            var id = journal.commit(unit -> unit.append(STAMP, fin()));
            Envelope envelope = EventCodec.envelope(journal.archive().event(id).orElseThrow().row());
            assertEquals(-1, envelope.moment().clockErrorMs());
        }
    }

    @Test
    void aFailingUnitLeavesNothingAndItsExceptionComesOut() {
        try (var journal = open(folder)) {
            var failure = new IllegalStateException("till on fire");
            var thrown = assertThrows(IllegalStateException.class, () -> journal.commit(unit -> {
                var _ = unit.append(STAMP, fin());
                unit.put(NOTES, "k", new Note("lost"));
                var _ = unit.next("receipt");
                throw failure;
            }));
            assertSame(failure, thrown);
            assertEquals(List.of(), seqs(journal, Lane.FIN));
            assertEquals(Optional.empty(), journal.read(view -> view.find(NOTES, "k")));
            assertEquals(1, nextReceipt(journal), "the number was given back");
            var _ = journal.commit(unit -> unit.append(STAMP, fin()));
            assertEquals(new ChainCheck.Intact(1, 1), journal.archive().verify(Lane.FIN));
        }
    }

    @Test
    void unitsThatFailTakeNoRoomOnTheDisk() throws IOException {
        try (var journal = open(folder)) {
            var _ = journal.commit(unit -> unit.append(STAMP, fin()));
            Path log = folder.resolve("journal.db-wal");
            long before = Files.size(log);
            for (int i = 0; i < 50; i++) {
                assertThrows(IllegalStateException.class, () -> journal.commit(unit -> {
                    var _ = unit.append(STAMP, fin());
                    throw new IllegalStateException("refused");
                }));
            }
            assertEquals(before, Files.size(log));
        }
    }

    @Test
    void oneFailingUnitOfAGroupFailsAlone() throws Exception {
        try (var journal = open(folder); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writerIsBusy = new CountDownLatch(1);
            var groupIsQueued = new CountDownLatch(1);
            Future<?> blocker = threads.submit(() -> journal.commit(_ -> {
                writerIsBusy.countDown();
                await(groupIsQueued);
                return true;
            }));
            await(writerIsBusy);
            var units = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < 20; i++) {
                boolean fails = i % 5 == 0;
                units.add(threads.submit(committing(journal, fails)));
            }
            groupIsQueued.countDown();
            var _ = blocker.get();
            int kept = 0;
            for (Future<Boolean> unit : units) {
                kept += unit.get() ? 1 : 0;
            }
            assertEquals(16, kept);
            assertEquals(new ChainCheck.Intact(1, 16), journal.archive().verify(Lane.FIN));
        }
    }

    private static Callable<Boolean> committing(SqliteJournal journal, boolean fails) {
        return () -> {
            try {
                return journal.commit(unit -> {
                    var _ = unit.append(STAMP, fin());
                    if (fails) {
                        throw new IllegalArgumentException("refused");
                    }
                    return true;
                });
            } catch (IllegalArgumentException e) {
                return false;
            }
        };
    }

    @Test
    void manyTillsAtOnceMakeOneUnbrokenChain() throws Exception {
        try (var journal = open(folder)) {
            var numbers = new ConcurrentLinkedQueue<Long>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 500; i++) {
                    var _ = threads.submit(() -> numbers.add(journal.commit(unit -> {
                        var _ = unit.append(STAMP, fin());
                        return unit.next("receipt");
                    })));
                }
            }
            assertEquals(500, numbers.stream().distinct().count());
            assertEquals(501, nextReceipt(journal));
            assertEquals(new ChainCheck.Intact(1, 500), journal.archive().verify(Lane.FIN));
        }
    }

    @Test
    void aUnitSeesWhatItHasWritten() {
        try (var journal = open(folder)) {
            assertEquals(List.of(new Note("b"), new Note("a")), journal.commit(unit -> {
                unit.put(NOTES, "2", new Note("a"));
                unit.put(NOTES, "1", new Note("x"));
                unit.put(NOTES, "1", new Note("b"));
                unit.put(NOTES, "0", new Note("gone"));
                unit.remove(NOTES, "0");
                return unit.all(NOTES);
            }));
        }
    }

    @Test
    void aReadSeesOneStateThroughout() {
        try (var journal = open(folder)) {
            var _ = journal.commit(unit -> put(unit, "1"));
            var seen = journal.read(view -> {
                var first = view.find(NOTES, "k").orElseThrow();
                var _ = commitElsewhere(journal);
                return List.of(first, view.find(NOTES, "k").orElseThrow());
            });
            assertEquals(List.of(new Note("1"), new Note("1")), seen);
            assertEquals(new Note("2"), journal.read(view -> view.find(NOTES, "k").orElseThrow()));
        }
    }

    private static boolean commitElsewhere(SqliteJournal journal) {
        return journal.commit(unit -> put(unit, "2"));
    }

    private static boolean put(UnitOfWork unit, String text) {
        unit.put(NOTES, "k", new Note(text));
        return true;
    }

    @Test
    void commitInsideAUnitIsRefusedAndNotADeadlock() {
        try (var journal = open(folder)) {
            var thrown = assertThrows(IllegalStateException.class,
                    () -> journal.commit(_ -> journal.commit(unit -> unit.next("receipt"))));
            assertTrue(said(thrown).contains("inside a unit"), said(thrown));
            assertEquals(1, nextReceipt(journal));
        }
    }

    @Test
    void readingInsideAReadIsAnswered() {
        try (var journal = open(folder)) {
            assertEquals(List.of(), journal.read(_ -> journal.read(view -> view.all(NOTES))));
        }
    }

    @Test
    void anEventOrRecordTooLongToSendIsRefusedBeforeItIsWritten() {
        try (var journal = open(folder)) {
            var thrown = assertThrows(IllegalArgumentException.class,
                    () -> journal.commit(unit -> unit.append(STAMP, finOfLength((1 << 20) + 1))));
            assertTrue(said(thrown).startsWith("SaleAborted body of 1048"), said(thrown));
            assertThrows(IllegalArgumentException.class, () -> journal.commit(unit -> {
                unit.put(NOTES, "k", new Note("x".repeat(1 << 20)));
                return true;
            }));
            assertEquals(List.of(), seqs(journal, Lane.FIN));
        }
    }

    @Test
    void aRecordOfAnotherShapeIsNamedAndNotGuessed() {
        record Other(int number) {}
        try (var journal = open(folder)) {
            var _ = journal.commit(unit -> put(unit, "1"));
            var thrown = assertThrows(JournalDamagedException.class,
                    () -> journal.read(view -> view.find(new Shelf<>("notes", Other.class), "k")));
            assertTrue(said(thrown).startsWith("record notes/"), said(thrown));
        }
    }

    @Test
    void aSecondOpenerIsRefusedByName() {
        try (var _ = open(folder)) {
            var thrown = assertThrows(JournalClosedException.class, () -> open(folder).close());
            assertTrue(said(thrown).contains("in use by another process"), said(thrown));
        }
        open(folder).close();
    }

    @Test
    void anotherStoresJournalIsRefused() {
        open(folder).close();
        var other = new Origin("acme", "acme-de", "store-8", "store-8-a", JournalWorld.ORIGIN.zone(),
                "0.1.0");
        var thrown = assertThrows(JournalDamagedException.class, () -> open(folder, other).close());
        assertTrue(said(thrown).contains("acme/store-7, expected acme/store-8"), said(thrown));
    }

    @Test
    void closingFinishesWhatWaitsAndRefusesWhatComes() throws Exception {
        var journal = open(folder);
        var kept = new AtomicInteger();
        var refused = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var started = new CountDownLatch(50);
            for (int i = 0; i < 100; i++) {
                var _ = threads.submit(() -> {
                    started.countDown();
                    try {
                        var _ = journal.commit(unit -> unit.append(STAMP, fin()));
                        kept.incrementAndGet();
                    } catch (JournalClosedException e) {
                        refused.incrementAndGet();
                    }
                });
            }
            await(started);
            journal.close();
        }
        assertEquals(100, kept.get() + refused.get());
        assertThrows(JournalClosedException.class, () -> nextReceipt(journal));
        assertThrows(JournalClosedException.class, () -> journal.read(view -> view.all(NOTES)));
        try (var again = open(folder)) {
            assertEquals(kept.get(), again.outbox().head(Lane.FIN).lastSeq());
        }
    }

    @Test
    void listenersHearOfAppendsAfterTheyAreOnDisk() {
        try (var journal = open(folder)) {
            var heard = new AtomicInteger();
            journal.outbox().onAppend(heard::incrementAndGet);
            journal.outbox().onAppend(() -> {
                throw new IllegalStateException("a bad listener");
            });
            var _ = journal.commit(unit -> put(unit, "no event"));
            var _ = journal.commit(unit -> unit.append(STAMP, fin()));
            var _ = journal.commit(unit -> unit.append(STAMP, fin()));
            assertTrue(heard.get() >= 1, "heard " + heard.get());
        }
    }

    @Test
    void nobodyElseMayReadTheFiles() throws Exception {
        Assumptions.assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "no POSIX permissions here");
        try (var journal = open(folder.resolve("new"))) {
            var _ = journal.commit(unit -> unit.append(STAMP, fin()));
            try (var files = Files.list(folder.resolve("new"))) {
                for (Path file : files.toList()) {
                    String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                    assertTrue(mode.endsWith("------"), file + " is " + mode);
                }
            }
        }
    }

    @Test
    void twoJournalsNeverShareAnId() {
        try (var one = open(folder.resolve("1")); var two = open(folder.resolve("2"))) {
            assertNotEquals(one.outbox().head(Lane.FIN).journal(), two.outbox().head(Lane.FIN).journal());
            assertNotEquals(one.outbox().head(Lane.FIN).headHash(), one.outbox().head(Lane.OPS).headHash());
            assertInstanceOf(ChainCheck.Intact.class, one.archive().verify(Lane.TEL));
        }
    }

    private static String said(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }

    private static long nextReceipt(SqliteJournal journal) {
        return journal.commit(unit -> unit.next("receipt"));
    }

    private static List<Long> seqs(SqliteJournal journal, Lane lane) {
        return journal.archive().events(lane, 1, 1_000).stream().map(event -> event.row().seq()).toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS), "waited 10 s");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
