package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.STAMP;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fill;
import static io.tillpost.edge.journal.sqlite.JournalWorld.finOfLength;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.Outbox.Acknowledgement;
import io.tillpost.edge.journal.Outbox.Rewind;
import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteOutboxTest {
    private static final Hash WRONG = Hash.of(new byte[Hash.LENGTH_BYTES]);

    @TempDir
    Path folder;

    @Test
    void anEmptyLaneStandsAtItsGenesis() {
        try (var journal = open(folder)) {
            var head = journal.outbox().head(Lane.FIN);
            assertEquals(List.of(1L, 0L, 0L), List.of(head.firstSeq(), head.lastSeq(), head.ackedSeq()));
            assertEquals(head.headHash(), head.ackedHash());
            assertEquals(List.of(), journal.outbox().rows(Lane.FIN, 1, 10, 1_000));
            assertEquals(0, journal.outbox().backlog(Lane.FIN).events());
            assertNull(journal.outbox().backlog(Lane.FIN).oldest());
        }
    }

    @Test
    void rowsAreCutByCountAndByBytesButNeverToNothing() {
        try (var journal = open(folder)) {
            for (int i = 0; i < 5; i++) {
                var _ = journal.commit(unit -> unit.append(STAMP, finOfLength(1_000)));
            }
            assertEquals(List.of(2L, 3L, 4L), seqs(journal.outbox().rows(Lane.FIN, 2, 3, 1 << 20)));
            assertEquals(List.of(1L, 2L), seqs(journal.outbox().rows(Lane.FIN, 1, 100, 4_000)));
            assertEquals(List.of(1L), seqs(journal.outbox().rows(Lane.FIN, 1, 100, 1)));
            assertEquals(List.of(5L), seqs(journal.outbox().rows(Lane.FIN, 5, 100, 1 << 20)));
            assertEquals(List.of(), seqs(journal.outbox().rows(Lane.FIN, 6, 100, 1 << 20)));
        }
    }

    @Test
    void anAcknowledgementOnlyAdvancesAndStaysOverARestart() {
        try (var journal = filled(3)) {
            var outbox = journal.outbox();
            JournalKey key = outbox.head(Lane.FIN).journal();
            assertEquals(Acknowledgement.ADVANCED, outbox.acknowledge(key, 2, hash(journal, 2)));
            assertEquals(Acknowledgement.STALE, outbox.acknowledge(key, 2, hash(journal, 2)));
            assertEquals(Acknowledgement.STALE, outbox.acknowledge(key, 1, WRONG));
            assertEquals(Acknowledgement.DIFFERS, outbox.acknowledge(key, 3, WRONG));
            assertEquals(Acknowledgement.DIFFERS, outbox.acknowledge(key, 4, WRONG));
            assertEquals(Acknowledgement.STALE,
                    outbox.acknowledge(new JournalKey(Lane.FIN, UUID.randomUUID(), 1), 3, hash(journal, 3)));
            assertEquals(1, outbox.backlog(Lane.FIN).events());
            assertEquals(JournalWorld.CLOCK.millis(),
                    Objects.requireNonNull(outbox.backlog(Lane.FIN).oldest()).toEpochMilli());
        }
        try (var journal = open(folder)) {
            assertEquals(2, journal.outbox().head(Lane.FIN).ackedSeq());
            assertEquals(hash(journal, 2), journal.outbox().head(Lane.FIN).ackedHash());
        }
    }

    @Test
    void aRewindGoesBackOnlyToWhatBothSidesHave() {
        try (var journal = filled(4)) {
            var outbox = journal.outbox();
            JournalKey key = outbox.head(Lane.FIN).journal();
            var _ = outbox.acknowledge(key, 4, hash(journal, 4));
            assertEquals(Rewind.DIFFERS, outbox.rewind(key, 2, WRONG));
            assertEquals(Rewind.DIFFERS, outbox.rewind(key, 5, WRONG));
            assertEquals(Rewind.DIFFERS,
                    outbox.rewind(new JournalKey(Lane.FIN, UUID.randomUUID(), 1), 2, null));
            assertEquals(4, outbox.head(Lane.FIN).ackedSeq());
            assertEquals(Rewind.DONE, outbox.rewind(key, 2, hash(journal, 2)));
            assertEquals(2, outbox.head(Lane.FIN).ackedSeq());
            assertEquals(Rewind.DONE, outbox.rewind(key, 0, null));
            assertEquals(0, outbox.head(Lane.FIN).ackedSeq());
        }
    }

    @Test
    void onlyRowsAcknowledgedFiveWeeksAgoByBothClocksAreDeleted() {
        var clock = new TurnedClock("2026-03-02T08:00:00Z");
        var ids = IdSource.uuidV7(clock, new Random(1));
        try (var journal = SqliteJournal.open(folder, JournalWorld.ORIGIN, clock, ids, clock::nanos,
                TestKeys.KEYS,
                TestKeys.RANDOM)) {
            var outbox = journal.outbox();
            fill(journal, 10);
            JournalKey key = outbox.head(Lane.FIN).journal();
            outbox.clockMeasured(Duration.ZERO, Duration.ofMillis(5));
            var _ = outbox.acknowledge(key, 6, hash(journal, 6));
            clock.turn(Duration.ofDays(34));
            assertEquals(0, outbox.prune(Set.of(Lane.values())));
            var _ = outbox.acknowledge(key, 8, hash(journal, 8));
            clock.turn(Duration.ofDays(2));
            assertEquals(5, outbox.prune(Set.of(Lane.values())));
            assertEquals(6, outbox.head(Lane.FIN).firstSeq());
            assertEquals(new ChainCheck.Intact(6, 10), journal.archive().verify(Lane.FIN));
            assertEquals(List.of(6L, 7L), seqs(journal.archive().events(Lane.FIN, 1, 2)));
            assertEquals(Rewind.NO_LONGER_KEPT, outbox.rewind(key, 3, null));
            assertEquals(Rewind.DONE, outbox.rewind(key, 5, null), "row 6 says what came before it");
        }
        try (var journal = SqliteJournal.open(folder, JournalWorld.ORIGIN, clock, ids, clock::nanos,
                TestKeys.KEYS,
                TestKeys.RANDOM)) {
            fill(journal, 1);
            assertEquals(new ChainCheck.Intact(6, 11), journal.archive().verify(Lane.FIN));
        }
    }

    @Test
    void aClockThatStepsBackAfterHeadOfficesWasSeenDeletesNothingOfToday() {
        var clock = new TurnedClock("2026-03-02T08:00:00Z");
        try (var journal = SqliteJournal.open(folder, JournalWorld.ORIGIN, clock,
                IdSource.uuidV7(clock, new Random(1)), () -> 0, TestKeys.KEYS, TestKeys.RANDOM)) {
            var outbox = journal.outbox();
            fill(journal, 10);
            outbox.clockMeasured(Duration.ZERO, Duration.ofMillis(5));
            clock.turn(Duration.ofDays(-2_000));
            var _ = outbox.acknowledge(outbox.head(Lane.FIN).journal(), 10, hash(journal, 10));
            outbox.clockMeasured(Duration.ofDays(2_000), Duration.ofMillis(5));
            assertEquals(0, outbox.prune(Set.of(Lane.values())));
        }
    }

    /// By how many days each clock is wrong, when rows are acknowledged and when old ones are looked for.
    @ParameterizedTest
    @CsvSource({"0, 0, 60, 0", "0, 0, 0, 60", "60, 0, 0, 0", "0, 60, 0, 0", "-20000, 0, 0, 0",
        "0, -20000, 0, 0"})
    void noClockThatIsWrongAloneDeletesAnythingEarly(long box, long headOffice, long boxLater,
            long headOfficeLater) {
        var clock = new TurnedClock("2026-03-02T08:00:00Z");
        try (var journal = SqliteJournal.open(folder, JournalWorld.ORIGIN, clock,
                IdSource.uuidV7(clock, new Random(1)), () -> 0, TestKeys.KEYS, TestKeys.RANDOM)) {
            var outbox = journal.outbox();
            fill(journal, 10);
            clock.turn(Duration.ofDays(box));
            outbox.clockMeasured(Duration.ofDays(headOffice - box), Duration.ofMillis(5));
            var _ = outbox.acknowledge(outbox.head(Lane.FIN).journal(), 9, hash(journal, 9));
            clock.turn(Duration.ofDays(boxLater - box));
            outbox.clockMeasured(Duration.ofDays(headOfficeLater - boxLater), Duration.ofMillis(5));
            assertEquals(0, outbox.prune(Set.of(Lane.values())));
        }
    }

    @Test
    void aBoxThatNeverSawHeadOfficesClockDeletesNothing() {
        var clock = new TurnedClock("2026-03-02T08:00:00Z");
        try (var journal = SqliteJournal.open(folder, JournalWorld.ORIGIN, clock,
                IdSource.uuidV7(clock, new Random(1)), () -> 0, TestKeys.KEYS, TestKeys.RANDOM)) {
            fill(journal, 3);
            var _ = journal.outbox().acknowledge(journal.outbox().head(Lane.FIN).journal(), 3,
                    hash(journal, 3));
            clock.turn(Duration.ofDays(400));
            assertEquals(0, journal.outbox().prune(Set.of(Lane.values())));
        }
    }

    /// Records beside the journal do not go with retention, so they must not make it hurry either.
    @Test
    void howMuchRoomRecordsTakeShortensTheLifeOfNoEvent() {
        var clock = new TurnedClock("2026-03-02T08:00:00Z");
        try (var journal = keeping(clock, 400_000)) {
            fill(journal, 100);
            String large = "x".repeat(500_000);
            for (String name : List.of("one", "two", "three")) {
                journal.commit(unit -> {
                    unit.put(JournalWorld.NOTES, name, new JournalWorld.Note(large));
                    return true;
                });
            }
            acknowledgeAll(journal);
            assertEquals(0, journal.outbox().prune(Set.of(Lane.FIN)));
        }
    }

    @Test
    void eventsThatTakeMoreRoomThanTheyMayGoBeforeTheirTimeOldestFirst() {
        var clock = new TurnedClock("2026-03-02T08:00:00Z");
        try (var journal = keeping(clock, 1_500_000)) {
            for (int i = 0; i < 2_500; i++) {
                var _ = journal.commit(unit -> unit.append(STAMP, finOfLength(100)));
            }
            acknowledgeAll(journal);
            var outbox = journal.outbox();
            assertEquals(1_000, outbox.prune(Set.of(Lane.FIN)));
            assertEquals(1_001, outbox.head(Lane.FIN).firstSeq());
            assertEquals(0, outbox.prune(Set.of(Lane.FIN)), "what is left fits");
        }
    }

    private SqliteJournal keeping(TurnedClock clock, long bytes) {
        return SqliteJournal.open(folder, JournalWorld.ORIGIN, clock, IdSource.uuidV7(clock, new Random(1)),
                clock::nanos, TestKeys.KEYS, TestKeys.RANDOM, Safeguards.NONE.keeping(35, bytes));
    }

    private static void acknowledgeAll(SqliteJournal journal) {
        var outbox = journal.outbox();
        outbox.clockMeasured(Duration.ZERO, Duration.ofMillis(5));
        long last = outbox.head(Lane.FIN).lastSeq();
        var _ = outbox.acknowledge(outbox.head(Lane.FIN).journal(), last, hash(journal, last));
    }

    private SqliteJournal filled(int events) {
        SqliteJournal journal = open(folder);
        fill(journal, events);
        return journal;
    }

    private static Hash hash(SqliteJournal journal, long seq) {
        return journal.archive().events(Lane.FIN, seq, 1).getFirst().hash();
    }

    private static List<Long> seqs(List<StoredEvent> events) {
        return events.stream().map(event -> event.row().seq()).toList();
    }
}
