package io.tillpost.edge.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.Succession.Order;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.sync.SyncStatus.LaneStatus;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.JournalForked;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Boxes whose disk was put back or copied, and a head office whose database was: each sale reaches head office once, and
/// no number is given twice by a box that could have known it.
class ReunionTest {
    private static final Origin ORIGIN = new Origin("acme", "acme-de", "store-7", "store-7-a", ZoneOffset.UTC,
            "0.1.0");
    private static final Stamp STAMP = new Stamp("till-1", Actor.SYSTEM, null, Mode.LIVE,
            LocalDate.of(2026, 3, 2),
            null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    private static final String SERIES = "receipt";
    private static final Duration A_WHILE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    private final VirtualTime time = new VirtualTime();
    private final TinyCentral central = new TinyCentral();
    private final Random random = new Random(3);
    private final IdSource ids = IdSource.uuidV7(time, random);
    private final List<Box> boxes = new ArrayList<>();
    private final Set<UUID> sold = new HashSet<>();

    @AfterEach
    void closeAll() {
        List.copyOf(boxes).forEach(Box::close);
    }

    @Test
    void aBoxFromAnOldCopyOfItsFileLearnsWhatHeadOfficeHasAndGoesOnWithHigherNumbers() {
        Path copy = copiedAfter(5, 4);

        var restored = new Box(copy);
        pass(A_WHILE);
        List<Long> numbers = restored.sell(2);
        pass(A_WHILE);

        assertEquals(List.of(10L, 11L), numbers);
        assertAllPostedOnce();
        assertEquals(2, restored.key().epoch());
        JournalForked told = restored.forks().getFirst();
        assertEquals(List.of("histories-differ", 9L, 4L, 0L),
                List.of(told.cause(), told.parentSeq(), told.recovered(), told.repeated()));
        assertTrue(restored.incidents().contains("journal-forked"));
        assertNull(restored.fin().stoppedBecause());
    }

    @Test
    void whatARestoredBoxSoldBeforeItHeardOfHeadOfficeArrivesToo() {
        Path copy = copiedAfter(5, 4);

        var restored = new Box(copy);
        restored.sell(7);
        pass(A_WHILE);
        assertEquals(List.of(13L), restored.sell(1), "after the seven that were given before it knew better");
        pass(A_WHILE);

        assertAllPostedOnce();
        assertEquals(7, restored.forks().getFirst().repeated());
        assertEquals(0, restored.fin().pending());
    }

    @Test
    void ofTwoBoxesUnderOneNameTheOtherWaitsForAPersonsWordAndBothSetsOfSalesArrive() {
        var first = new Box("first");
        first.sell(3);
        pass(A_WHILE);
        var clone = new Box(first.copy("copy"));
        first.sell(2);
        pass(A_WHILE);
        clone.sell(2);
        pass(A_WHILE);
        assertEquals(2, clone.key().epoch(), "the clone was asked to fork");

        first.sell(4);
        first.greet();
        pass(A_WHILE);
        assertTrue(String.valueOf(first.fin().stoppedBecause()).startsWith("journal-fenced"),
                first.fin().stoppedBecause());
        assertTrue(first.incidents().contains("journal-fenced"));
        assertEquals(4, first.fin().pending(), "selling went on");
        assertEquals(7, posted());

        assertEquals(Set.of(Lane.FIN),
                first.conversation.takeOver(Set.of(Lane.FIN), "till 1 stands in the shop"));
        pass(A_WHILE);
        assertAllPostedOnce();
        assertEquals(3, first.key().epoch());
        assertEquals("taken-over", first.forks().getFirst().cause());
        assertTrue(first.incidents().contains("journal-taken-over"));
        assertEquals(Set.of(), first.conversation.takeOver(Set.of(Lane.FIN), "once more"));

        clone.sell(1);
        clone.greet();
        pass(A_WHILE);
        assertTrue(String.valueOf(clone.fin().stoppedBecause()).startsWith("journal-fenced"));
    }

    @Test
    void aNewBoxThatStandsInForOneThatHadForkedIsToldSoAndCountsOnOnceAPersonHasDecided() {
        var broken = new Box(copiedAfter(3, 2));
        broken.sell(1);
        pass(A_WHILE);
        assertEquals(2, broken.key().epoch());

        var fresh = new Box("fresh");
        pass(A_WHILE);
        String why = String.valueOf(fresh.fin().stoppedBecause());
        assertTrue(why.startsWith("journal-fenced"), why);
        assertTrue(why.contains("stands in for a box whose journal had forked"), why);
        assertEquals(Set.of(Lane.FIN),
                fresh.conversation.takeOver(Set.of(Lane.FIN), "stands in for the broken one"));
        pass(A_WHILE);
        assertEquals(3, fresh.key().epoch());
        assertEquals(List.of(6L), fresh.sell(1), "after the five that were given");
        pass(A_WHILE);
        assertAllPostedOnce();
        assertEquals(0, fresh.fin().pending());
    }

    @Test
    void whileHeadOfficeCannotBeAskedSellingGoesOnAndSendingWaitsWithAReason() {
        Path copy = copiedAfter(3, 1);
        central.reachable = false;

        var restored = new Box(copy);
        pass(A_WHILE);
        restored.sell(2);
        pass(A_WHILE);
        String why = String.valueOf(restored.fin().stoppedBecause());
        assertTrue(why.startsWith("journal-forked") && why.endsWith("that waits: connection refused"), why);
        assertEquals(4, posted());
        assertEquals(2, restored.fin().pending());
        int asked = central.asked;
        pass(Duration.ofMinutes(10));
        assertTrue(central.asked - asked <= 11, "asked " + (central.asked - asked) + " times in ten minutes");

        central.reachable = true;
        pass(A_WHILE);
        assertAllPostedOnce();
        assertNull(restored.fin().stoppedBecause());
    }

    @Test
    void aHeadOfficeThatWasRestoredToBeforeAForkGetsTheOldJournalsRowsAgain() {
        var box = new Box("first");
        box.sell(5);
        pass(A_WHILE);
        central.takeBackup();
        Path copy = box.copy("copy");
        box.sell(4);
        pass(A_WHILE);
        box.close();
        var restored = new Box(copy);
        pass(A_WHILE);
        restored.sell(3);
        pass(A_WHILE);
        var known = new HashSet<>(central.posted(Lane.FIN));
        central.restoreBackup();
        restored.greet();
        pass(Duration.ofMinutes(15));

        sold.retainAll(known);
        // What the restored box had only heard of is at head office no more, and was never a row of its own.
        sold.removeIf(id -> !restored.has(id));
        assertAllPostedOnce();
        assertEquals(0, restored.fin().pending());
        assertTrue(restored.incidents().contains("head-office-restored"));
        assertNotNull(restored.status().note());
    }

    @Test
    void aRestoredHeadOfficeIsFilledAgainAndTheBoxSaysWhy() {
        var box = new Box("first");
        box.sell(3);
        pass(A_WHILE);
        central.takeBackup();
        box.sell(3);
        pass(A_WHILE);
        central.restoreBackup();
        box.greet();
        pass(Duration.ofMinutes(15));
        assertAllPostedOnce();
        assertEquals(1, box.key().epoch(), "no fork: the box resends");
        assertEquals(
                "head office's database was restored (epoch 1, now 2): what it has lost is sent again from this box",
                box.status().note());
        assertEquals(1, box.incidents().stream().filter("head-office-restored"::equals).count());
    }

    @Test
    void nothingIsDeletedOfAJournalOfWhichHeadOfficeLacksMoreThanIsKept() {
        var box = new Box("first");
        box.sell(2);
        pass(A_WHILE);
        central.takeBackup();
        box.sell(3);
        pass(A_WHILE);
        days(box, 20);
        box.sell(5);
        pass(A_WHILE);
        days(box, 20);
        assertEquals(5, box.firstSeq(), "kept for 35 days, and what came last before");
        central.restoreBackup();
        days(box, 0);
        String why = String.valueOf(box.fin().stoppedBecause());
        assertTrue(why.startsWith("journal-not-kept"), why);
        days(box, 20);
        assertEquals(5, box.firstSeq(), "until somebody has decided");
        box.conversation.takeOver(Set.of(Lane.FIN), "send what there is");
        pass(A_WHILE);
        assertEquals(8, posted(), "all but the two rows that nobody has");
    }

    @Test
    void nothingIsDeletedOfAJournalThatIsToBeForked() {
        Path copy = copiedAfter(5, 1);
        central.reachable = false;
        var restored = new Box(copy);
        pass(A_WHILE);
        days(restored, 40);
        assertEquals(1, restored.firstSeq(), "its rows are still to be compared with head office's");
        central.reachable = true;
        pass(A_WHILE);
        assertAllPostedOnce();
    }

    /// A copy of a box that has sold something, and sells more after it, before it is gone.
    private Path copiedAfter(int before, int after) {
        var box = new Box("first");
        box.sell(before);
        pass(A_WHILE);
        Path copy = box.copy("copy");
        box.sell(after);
        pass(A_WHILE);
        box.close();
        return copy;
    }

    /// The line was down for so long.
    private void days(Box box, int days) {
        time.advance(Duration.ofDays(days));
        box.greet();
        pass(A_WHILE);
    }

    @Test
    void aBoxThatForkedWithoutHeadOfficeLearnsFromItsFirstWelcome() {
        Path copy = copiedAfter(5, 4);

        var restored = new Box(copy);
        JournalKey old = restored.key();
        Hash last = restored.journal.lineage().hashAt(old, 5).orElseThrow();
        restored.journal.succession()
                .fork(new Order(old, 2, new Parent(old.journalId(), 5, last), 5, List.of(), List.of(),
                        "restored", false));
        restored.startAgain();
        pass(A_WHILE);
        assertEquals(List.of(10L), restored.sell(1));
        pass(A_WHILE);
        assertEquals(List.of(), restored.journal.succession().ignorant());
        assertEquals(2, restored.key().epoch());
        assertAllPostedOnce();
    }

    private long posted() {
        return central.posted(Lane.FIN).size();
    }

    private void assertAllPostedOnce() {
        assertEquals(sold, new HashSet<>(central.posted(Lane.FIN)));
        for (Box box : boxes) {
            assertTrue(box.journal.archive().verify(Lane.FIN) instanceof ChainCheck.Intact);
        }
    }

    private void pass(Duration duration) {
        long until = time.nanos() + duration.toNanos();
        while (time.nanos() < until) {
            long next = until;
            for (Box box : boxes) {
                next = Math.min(next, time.nanos() + box.conversation.step().toNanos());
                next = Math.min(next, box.line.nextNanos());
            }
            time.advance(Duration.ofNanos(Math.max(next - time.nanos(), 1_000)));
            boxes.forEach(box -> box.line.deliverDue());
        }
    }

    /// A box with its disk and its line.
    private final class Box implements AutoCloseable {
        private final Path place;
        private final SqliteJournal journal;
        private final SimulatedLine line = new SimulatedLine(random, time, central, false);
        private final StatusBoard board = new StatusBoard(time);
        private Conversation conversation;

        Box(String name) {
            this(folder.resolve(name));
        }

        Box(Path place) {
            this.place = place;
            this.journal = SqliteJournal.open(place, ORIGIN, time, ids, time::nanos, TestKeys.KEYS,
                    TestKeys.RANDOM);
            journal.rebuildWith((unit, _, event) -> {
                if (event instanceof SaleAborted(_, String reason)) {
                    unit.taken(SERIES, Long.parseLong(reason));
                }
            });
            this.conversation = conversation();
            line.bind(() -> conversation);
            boxes.add(this);
        }

        private Conversation conversation() {
            return new Conversation(
                    new Speaker(new Identity("store-7-a", "store-7", "0.1.0"), line, _ -> Optional.empty()),
                    line,
                    new Story(journal.outbox(), journal.lineage(), journal.succession(), central.tails(),
                            new Incidents(journal, () -> STAMP)),
                    new Pace(Timings.DEFAULT, time, time::nanos, random), ids, board,
                    new Elsewhere(Runnable::run, Runnable::run), Downstream.NONE, Failpoints.NONE);
        }

        void startAgain() {
            line.forgetAgent();
            conversation = conversation();
        }

        /// The connection is made anew, so that a hello is said.
        void greet() {
            line.cut();
        }

        List<Long> sell(int sales) {
            var numbers = new ArrayList<Long>();
            for (int i = 0; i < sales; i++) {
                sold.add(journal.commit(unit -> {
                    long number = unit.next(SERIES);
                    numbers.add(number);
                    return unit.append(STAMP, new SaleAborted(new SaleId(ids.next()), Long.toString(number)));
                }));
            }
            conversation.appended();
            return numbers;
        }

        boolean has(UUID event) {
            return journal.archive().event(event).isPresent();
        }

        JournalKey key() {
            return journal.outbox().head(Lane.FIN).journal();
        }

        long firstSeq() {
            return journal.outbox().head(Lane.FIN).firstSeq();
        }

        SyncStatus status() {
            return board.read(journal.outbox());
        }

        LaneStatus fin() {
            return status().lanes().getFirst();
        }

        List<String> incidents() {
            return told(IncidentRaised.class).stream().map(IncidentRaised::kind).toList();
        }

        List<JournalForked> forks() {
            return told(JournalForked.class)
                    .stream()
                    .filter(fork -> fork.journal().lane() == Lane.FIN)
                    .toList();
        }

        private <T> List<T> told(Class<T> type) {
            return journal.archive()
                    .journals(Lane.OPS)
                    .stream()
                    .flatMap(key -> journal.archive().events(key, 1, 1_000).stream())
                    .filter(event -> event.row().type().equals(type.getSimpleName()))
                    .map(event -> type.cast(EventCodec.decode(event.row())))
                    .toList();
        }

        Path copy(String name) {
            Path to = folder.resolve(name);
            try (var files = Files.list(place)) {
                Files.createDirectories(to);
                for (Path file : files.filter(file -> file.getFileName().toString().startsWith("journal.db"))
                        .toList()) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
                return to;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            boxes.remove(this);
            journal.close();
        }
    }
}
