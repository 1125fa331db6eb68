package io.tillpost.edge.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Credit;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Downlink.Ack;
import io.tillpost.protocol.sync.Downlink.Action;
import io.tillpost.protocol.sync.Downlink.LaneWelcome;
import io.tillpost.protocol.sync.Downlink.Nack;
import io.tillpost.protocol.sync.Hello;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each rule of docs/reference/sync.md on its own, said by a wire that the test speaks for.
class ConversationTest {
    private static final Origin ORIGIN = new Origin("acme", "acme-de", "store-7", "store-7-a", ZoneOffset.UTC,
            "0.1.0");
    private static final Stamp STAMP = new Stamp("till-1", Actor.SYSTEM, null, Mode.LIVE,
            LocalDate.of(2026, 3, 2), null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    private static final Hash WRONG = Hash.of(new byte[Hash.LENGTH_BYTES]);

    private final VirtualTime time = new VirtualTime();
    private final Random random = new Random(1);
    private final IdSource ids = IdSource.uuidV7(time, random);
    private final SpokenWire wire = new SpokenWire(() -> this.conversation);
    private final StatusBoard board = new StatusBoard(time);
    private final TinyCentral central = new TinyCentral();
    private SqliteJournal journal;
    private Conversation conversation;
    private int unheard;

    @BeforeEach
    void start(@TempDir Path folder) {
        journal = SqliteJournal.open(folder, ORIGIN, time, ids, time::nanos, TestKeys.KEYS, TestKeys.RANDOM);
        conversation = new Conversation(
                new Speaker(new Identity("store-7-a", "store-7", "0.1.0"), wire, _ -> Optional.empty()), wire,
                new Story(journal.outbox(), journal.lineage(), journal.succession(), central.tails(),
                        new Incidents(journal, () -> STAMP)),
                new Pace(Timings.DEFAULT, time, time::nanos, random), ids, board,
                new Elsewhere(Runnable::run, Runnable::run), new Downstream() {
                    @Override
                    public void unheard() {
                        unheard++;
                    }
                }, Failpoints.NONE);
    }

    @AfterEach
    void stop() {
        journal.close();
    }

    @Test
    void nothingIsSentBeforeTheWelcome() {
        sell(3);
        connect();
        pass(Duration.ofSeconds(30));
        assertTrue(wire.hellos.size() > 1, "the hello is repeated");
        assertEquals(List.of(), wire.batches);
        assertFalse(status().connected());
    }

    @Test
    void oneBatchIsUnderWayAndTheNextFollowsItsAck() {
        sell(5);
        connect();
        welcome(Action.CONTINUE, 0, null, new Credit(100_000, 2, 0));
        pass(Duration.ofMillis(500));
        assertEquals(List.of("1-2"), sent());
        ackLast();
        assertEquals(List.of("1-2", "3-4"), sent());
        ackLast();
        ackLast();
        assertEquals(List.of("1-2", "3-4", "5-5"), sent());
        assertEquals(5, journal.outbox().head(Lane.FIN).ackedSeq());
        assertEquals(0, status().lanes().getFirst().pending());
        assertNotNull(status().lanes().getFirst().lastAckAt());
    }

    @Test
    void theIntervalOfTheCreditIsKept() {
        sell(4);
        connect();
        welcome(Action.CONTINUE, 0, null, new Credit(100_000, 2, 300));
        ackLast();
        assertEquals(List.of("1-2"), sent());
        pass(Duration.ofMillis(301));
        assertEquals(List.of("1-2", "3-4"), sent());
    }

    @Test
    void theCreditOfAnAckHoldsForTheBatchesAfterIt() {
        sell(6);
        connect();
        welcome(Action.CONTINUE, 0, null, new Credit(100_000, 2, 0));
        BatchHeader batch = wire.batches.getLast();
        say(new Ack(batch.batchId(), batch.journal(), batch.to(), batch.head())
                .with(new Credit(100_000, 1, 300)));
        assertEquals(List.of("1-2"), sent());
        pass(Duration.ofMillis(301));
        assertEquals(List.of("1-2", "3-3"), sent(), "what was prepared before is cut again");
        ackLast();
        pass(Duration.ofMillis(301));
        assertEquals(List.of("1-2", "3-3", "4-4"), sent(), "an ack without one changes nothing");
    }

    @Test
    void anUnansweredBatchIsSentAgainUnchangedAndEverLater() {
        sell(2);
        connect();
        welcome(Action.CONTINUE);
        pass(Duration.ofMillis(1_900));
        assertEquals(1, wire.batches.size());
        pass(Duration.ofMillis(200));
        assertEquals(2, wire.batches.size());
        pass(Duration.ofMillis(3_700));
        assertEquals(2, wire.batches.size());
        assertNull(status().lanes().getFirst().note(), "messages get lost");
        pass(Duration.ofMillis(400));
        assertEquals(3, wire.batches.size());
        String note = status().lanes().getFirst().note();
        assertTrue(note != null && note.startsWith("rows 1 to 2 were sent 3 times"), note);
        assertEquals(1, wire.batches.stream().map(BatchHeader::batchId).distinct().count());
    }

    @Test
    void aDuplicateOrOldAckChangesNothing() {
        sell(4);
        connect();
        welcome(Action.CONTINUE, 0, null, new Credit(100_000, 2, 0));
        BatchHeader first = wire.batches.getLast();
        ackLast();
        say(new Ack(first.batchId(), first.journal(), first.to(), first.head()));
        assertEquals(List.of("1-2", "3-4"), sent());
        assertEquals(2, journal.outbox().head(Lane.FIN).ackedSeq());
    }

    @Test
    void anAckForAnotherJournalIsNotOurs() {
        sell(1);
        connect();
        welcome(Action.CONTINUE);
        BatchHeader batch = wire.batches.getLast();
        say(new Ack(batch.batchId(), new JournalKey(Lane.FIN, UUID.randomUUID(), 1), 1, batch.head()));
        assertEquals(0, journal.outbox().head(Lane.FIN).ackedSeq());
    }

    @Test
    void anAckWithAnotherHashStopsTheLaneAndAsksAgain() {
        sell(1);
        connect();
        welcome(Action.CONTINUE);
        BatchHeader batch = wire.batches.getLast();
        int hellos = wire.hellos.size();
        say(new Ack(batch.batchId(), batch.journal(), 1, WRONG));
        pass(Duration.ofSeconds(3));
        assertEquals(hellos + 1, wire.hellos.size());
        assertEquals(1, wire.batches.stream().filter(sent -> sent.journal().lane() == Lane.FIN).count());
        assertEquals(List.of("journal-differs"), incidents());
    }

    @Test
    void aStaleNackIsIgnored() {
        sell(1);
        connect();
        welcome(Action.CONTINUE);
        int hellos = wire.hellos.size();
        say(new Nack(UUID.randomUUID(), wire.batches.getLast().journal(), 9, Nack.Reason.GAP, "old"));
        pass(Duration.ofSeconds(1));
        assertEquals(hellos, wire.hellos.size());
        assertEquals(null, status().lastError(), "it may be another box's of the store");
        ackLast();
        assertEquals(1, journal.outbox().head(Lane.FIN).ackedSeq());
    }

    @Test
    void aNackForAGapIsAnsweredByAHelloAndOnlyTheWelcomeTakesTheCursorBack() {
        sell(4);
        connect();
        welcome(Action.CONTINUE, 0, null, new Credit(100_000, 2, 0));
        BatchHeader first = wire.batches.getLast();
        ackLast();
        say(new Nack(wire.batches.getLast().batchId(), first.journal(), 1, Nack.Reason.GAP, "restored"));
        pass(Duration.ofSeconds(3));
        assertEquals(2, journal.outbox().head(Lane.FIN).ackedSeq());
        welcome(Action.REWIND, 0, null, Credit.DEFAULT);
        assertEquals(0, journal.outbox().head(Lane.FIN).ackedSeq());
        assertEquals("1-4", sent().getLast());
    }

    @Test
    void aRefusalThatAHelloDoesNotCureMakesNoStorm() {
        sell(1);
        connect();
        welcome(Action.CONTINUE);
        for (int i = 0; i < 20; i++) {
            if (!wire.batches.isEmpty()) {
                BatchHeader batch = wire.batches.getLast();
                say(new Nack(batch.batchId(), batch.journal(), 1, Nack.Reason.NOT_WELCOMED, "who are you?"));
            }
            pass(Duration.ofMillis(200));
            welcome(Action.CONTINUE);
        }
        assertTrue(wire.hellos.size() <= 4, "hellos in 4 s: " + wire.hellos.size());
    }

    @Test
    void aDamagedBatchIsCutSmallerUntilItGoesThrough() {
        sell(8);
        connect();
        welcome(Action.CONTINUE);
        for (String expected : List.of("1-8", "1-4", "1-2", "1-1", "1-1", "1-1", "1-1", "1-1")) {
            assertEquals(expected, sent().getLast());
            BatchHeader batch = lastFin();
            say(new Nack(batch.batchId(), batch.journal(), 1, Nack.Reason.MALFORMED, "damaged"));
            pass(Duration.ofMillis(2_001));
        }
        // Whatever was refused five times alone is no fault of the line.
        assertEquals(List.of("event-refused"), incidents(), "a single row cannot be cut smaller; told once");
        BatchHeader batch = lastFin();
        say(new Ack(batch.batchId(), batch.journal(), batch.to(), batch.head()));
        assertEquals("2-8", sent().getLast());
    }

    @Test
    void aJournalThatHeadOfficeTakesForAnothersIsNotSaidToBeFenced() {
        connectAgain();
        Hello hello = wire.hellos.getLast();
        say(new Downlink.Welcome(hello.nonce(), 1, time.atHeadOffice(), hello.sentAt(), Credit.DEFAULT, 0, 0,
                List.of(new LaneWelcome(key(Lane.FIN), 0, null, Action.FENCED, 1))));
        assertEquals(List.of("journal-foreign"), incidents());
    }

    @Test
    void forkAndFenceStopTheLaneRaiseOneIncidentAndLetTheOtherLaneGoOn() {
        for (Action action : List.of(Action.FORK, Action.FENCED)) {
            sell(1);
            connectAgain();
            welcome(action, 0, null, Credit.DEFAULT);
            pass(Duration.ofMinutes(11));
            welcome(action, 0, null, Credit.DEFAULT);
            assertNotNull(status().lanes().getFirst().stoppedBecause());
        }
        assertEquals(List.of(),
                wire.batches.stream().filter(batch -> batch.journal().lane() == Lane.FIN).toList());
        assertTrue(wire.batches.stream().anyMatch(batch -> batch.journal().lane() == Lane.OPS),
                "incidents are sent");
        assertEquals(List.of("journal-forked", "journal-fenced"), incidents());
        sell(1);
        assertEquals(3, journal.outbox().head(Lane.FIN).lastSeq(), "the store keeps selling");
    }

    @Test
    void aLaterWelcomeFreesAStoppedLane() {
        sell(1);
        connect();
        welcome(Action.FENCED, 0, null, Credit.DEFAULT);
        pass(Duration.ofMinutes(11));
        welcome(Action.CONTINUE);
        assertNull(status().lanes().getFirst().stoppedBecause());
        assertEquals("1-1", sent().getLast());
    }

    @Test
    void aRewindToAnotherHistoryMovesNoCursorBackAndLeadsToAFork() {
        sell(2);
        connect();
        welcome(Action.CONTINUE);
        ackLast();
        pass(Duration.ofMinutes(11));
        JournalKey old = key(Lane.FIN);
        welcome(Action.REWIND, 1, WRONG, Credit.DEFAULT);
        assertEquals(List.of("journal-differs"), incidents());
        assertEquals(2, key(Lane.FIN).epoch());
        assertEquals(2, journal.archive().events(old, 1, 10).size());
        assertEquals(2, journal.outbox().backlog(Lane.FIN).events(), "head office may lack both");
    }

    @Test
    void aWelcomeThatAnswersNoHelloOfThisConnectionIsIgnored() {
        sell(1);
        connect();
        Hello hello = wire.hellos.getLast();
        say(welcomeFor(UUID.randomUUID(), hello.sentAt(), Action.CONTINUE));
        say(welcomeFor(hello.nonce(), hello.sentAt().minusMillis(1), Action.CONTINUE));
        assertEquals(List.of(), wire.batches);
        say(welcomeFor(hello.nonce(), hello.sentAt(), Action.CONTINUE));
        assertEquals(1, wire.batches.size());
        say(welcomeFor(hello.nonce(), hello.sentAt(), Action.FENCED));
        assertNull(status().lanes().getFirst().stoppedBecause(), "a welcome counts once");
    }

    @Test
    void theClockIsComparedWithTheRoundTripAsErrorBoundAndHoursApartIsAnIncident() {
        connect();
        time.advance(Duration.ofMillis(200));
        Hello hello = wire.hellos.getLast();
        Instant server = time.instant().plus(Duration.ofHours(5)).minusMillis(100);
        say(new Downlink.Welcome(hello.nonce(), 1, server, hello.sentAt(), Credit.DEFAULT, 0, 0, List.of()));
        assertEquals(18_000_000, status().clockOffsetMs());
        assertEquals(List.of("clocks-differ"), incidents());
        assertEquals(101, status().clockErrorMs());
        UUID id = journal.commit(unit -> unit.append(STAMP, new SaleStarted(new SaleId(ids.next()))));
        var moment = EventCodec.envelope(journal.archive().event(id).orElseThrow().row()).moment();
        assertEquals(18_000_000, moment.clockOffsetMs());
        assertEquals(101, moment.clockErrorMs());
    }

    @Test
    void aHelloIsSaidEveryTenMinutes() {
        connect();
        welcome(Action.CONTINUE);
        pass(Duration.ofMinutes(9));
        assertEquals(1, wire.hellos.size());
        pass(Duration.ofMinutes(2));
        assertTrue(wire.hellos.size() > 1);
    }

    @Test
    void aHeadOfficeThatAnswersNoHelloForMinutesIsToldOfOnAFreshConnectionAndOnALongOne() {
        connect();
        pass(Duration.ofMinutes(5));
        assertEquals(0, unheard);
        pass(Duration.ofMinutes(7));
        assertTrue(unheard > 0);
        welcome(Action.CONTINUE);
        unheard = 0;
        pass(Duration.ofMinutes(9));
        assertEquals(0, unheard);
        pass(Duration.ofMinutes(15));
        assertTrue(unheard > 0, "a restore of head office ends no connection to the broker");
    }

    @Test
    void aTakenSessionWaitsAMinuteAndRaisesAnAlarm() {
        connect();
        welcome(Action.CONTINUE);
        wire.disconnected(wire.nonce(), Wire.Cause.TAKEN_OVER, "session taken over");
        pass(Duration.ofSeconds(59));
        assertEquals(1, wire.nonces.size());
        pass(Duration.ofSeconds(2));
        assertEquals(2, wire.nonces.size());
        assertEquals(List.of("agent-cloned"), incidents());
        assertEquals("session taken over", status().lastError());
        conversation.connected(wire.nonce());
        welcome(Action.CONTINUE);
        pass(Duration.ofMinutes(61));
        wire.disconnected(wire.nonce(), Wire.Cause.TAKEN_OVER, "session taken over");
        assertEquals(List.of("agent-cloned", "agent-cloned"), incidents(), "it was over for an hour");
    }

    @Test
    void anAttemptWithoutAnswerIsGivenUpAndAnotherMade() {
        pass(Duration.ofSeconds(29));
        assertEquals(1, wire.nonces.size());
        pass(Duration.ofSeconds(63));
        assertTrue(wire.nonces.size() > 1);
        assertEquals("no connection within 30 s", status().lastError());
    }

    @Test
    void whatAnOldConnectionSaysIsNotHeard() {
        connect();
        UUID old = wire.nonce();
        wire.disconnected(old, Wire.Cause.LOST, "gone");
        pass(Duration.ofSeconds(3));
        conversation.connected(old);
        conversation.disconnected(old, Wire.Cause.LOST, "gone again");
        assertEquals(2, wire.nonces.size());
        assertEquals("gone", status().lastError());
    }

    private void sell(int events) {
        for (int i = 0; i < events; i++) {
            var _ = journal.commit(unit -> unit.append(STAMP, new SaleStarted(new SaleId(ids.next()))));
        }
        conversation.appended();
    }

    private void connect() {
        var _ = conversation.step();
        conversation.connected(wire.nonce());
        var _ = conversation.step();
    }

    private void connectAgain() {
        if (!wire.nonces.isEmpty()) {
            wire.disconnected(wire.nonce(), Wire.Cause.LOST, "gone");
            pass(Duration.ofSeconds(65));
            conversation.connected(wire.nonce());
        } else {
            connect();
        }
    }

    private void welcome(Action action) {
        welcome(action, 0, null, Credit.DEFAULT);
    }

    private void welcome(Action fin, long ackedSeq, @Nullable Hash ackedHash, Credit credit) {
        Hello hello = wire.hellos.getLast();
        say(new Downlink.Welcome(hello.nonce(), 1, time.atHeadOffice(), hello.sentAt(), credit, 0, 0,
                List.of(fin(ackedSeq, ackedHash, fin),
                        new LaneWelcome(key(Lane.OPS), 0, null, Action.CONTINUE))));
    }

    private Downlink welcomeFor(UUID nonce, Instant sentAt, Action action) {
        return new Downlink.Welcome(nonce, 1, time.atHeadOffice(), sentAt, Credit.DEFAULT, 0, 0,
                List.of(fin(0, null, action)));
    }

    /// Whoever is fenced hears of a journal with a higher epoch.
    private LaneWelcome fin(long ackedSeq, @Nullable Hash ackedHash, Action action) {
        JournalKey key = key(Lane.FIN);
        return new LaneWelcome(key, ackedSeq, ackedHash, action,
                key.epoch() + (action == Action.FENCED ? 1 : 0));
    }

    private void ackLast() {
        BatchHeader batch = wire.batches.getLast();
        say(new Ack(batch.batchId(), batch.journal(), batch.to(), batch.head()));
    }

    private void say(Downlink message) {
        conversation.received(wire.nonce(), message);
        var _ = conversation.step();
    }

    /// Lets time pass in the steps that the conversation asks for.
    private void pass(Duration duration) {
        long until = time.nanos() + duration.toNanos();
        while (time.nanos() < until) {
            long wait = Math.min(conversation.step().toNanos(), until - time.nanos());
            time.advance(Duration.ofNanos(Math.max(wait, 1)));
        }
        var _ = conversation.step();
    }

    private List<String> sent() {
        return wire.batches.stream()
                .filter(batch -> batch.journal().lane() == Lane.FIN)
                .map(batch -> batch.from() + "-" + batch.to())
                .toList();
    }

    private BatchHeader lastFin() {
        return wire.batches.stream().filter(batch -> batch.journal().lane() == Lane.FIN).toList().getLast();
    }

    private List<String> incidents() {
        return journal.archive()
                .events(Lane.OPS, 1, 100)
                .stream()
                .map(event -> EventCodec.decode(event.row()))
                .filter(IncidentRaised.class::isInstance)
                .map(event -> ((IncidentRaised) event).kind())
                .toList();
    }

    private JournalKey key(Lane lane) {
        return journal.outbox().head(lane).journal();
    }

    private SyncStatus status() {
        return board.read(journal.outbox());
    }
}
