package io.tillpost.edge.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.queue.Explanation.State;
import io.tillpost.edge.sync.SyncStatus;
import io.tillpost.edge.sync.SyncStatus.LaneStatus;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.Downlink.SetAside;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Why an event is not through yet, in words.
class QueueTest {
    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final Stamp STAMP = new Stamp("till-1", Actor.SYSTEM, null, Mode.LIVE,
            LocalDate.of(2026, 3, 2), null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    private final IdSource ids = IdSource.uuidV7(Clock.fixed(NOON, ZoneOffset.UTC), new Random(1));
    private final List<SetAside> setAside = new ArrayList<>();
    private Optional<SyncStatus> sync = Optional.empty();
    private SqliteJournal journal;
    private Queue queue;

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void open() {
        journal = SqliteJournal.open(folder,
                new Origin("acme", "acme-de", "store-1", "box-1", ZoneOffset.UTC, "1.0"),
                Clock.fixed(NOON, ZoneOffset.UTC), ids, System::nanoTime, TestKeys.KEYS, TestKeys.RANDOM);
        queue = new Queue(journal.archive(), journal.outbox(), () -> sync, () -> List.copyOf(setAside));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private List<UUID> sell(int sales) {
        var events = new ArrayList<UUID>();
        for (int i = 0; i < sales; i++) {
            events.add(journal.commit(unit -> unit.append(STAMP, new SaleStarted(new SaleId(ids.next())))));
        }
        return events;
    }

    private void acknowledge(long seq) {
        var row = journal.archive().events(Lane.FIN, seq, 1).getFirst();
        journal.outbox().acknowledge(row.journal(), seq, row.hash());
    }

    private static Optional<SyncStatus> link(boolean connected, @Nullable String error,
            @Nullable String stopped) {
        return link(connected, error, stopped, null);
    }

    private static Optional<SyncStatus> link(boolean connected, @Nullable String error,
            @Nullable String stopped, @Nullable String note) {
        return Optional.of(new SyncStatus(connected, NOON, error, error == null ? null : NOON, 0, -1,
                null, List.of(new LaneStatus(Lane.FIN, 1, NOON, 1, NOON, stopped, note))));
    }

    @Test
    void thatHeadOfficeDoesNotAnswerIsSaidBeforeAnOlderTrouble() {
        UUID event = sell(1).getFirst();
        sync = link(true, "connection refused", null, "rows 1 to 1 were sent 4 times");
        Explanation why = queue.explain(event);
        assertEquals(State.WAITING, why.state());
        assertEquals("In lane fin, rows 1 to 1 were sent 4 times.", why.why().getFirst());
        assertFalse(why.why().get(1).contains("takes rows"), why.toString());
    }

    @Test
    void whatHeadOfficeHasIsThroughAndWhatItHasNotWaitsInOrder() {
        List<UUID> events = sell(4);
        acknowledge(2);
        sync = link(true, null, null);
        assertEquals(State.THROUGH, queue.explain(events.get(1)).state());
        Explanation last = queue.explain(events.get(3));
        assertEquals(State.WAITING, last.state());
        assertEquals(1, last.ahead());
        assertTrue(last.why().getFirst().startsWith("Head office is connected since"), last.toString());
        assertTrue(last.why().get(1).contains("1 row goes before it"), last.toString());
        assertEquals(List.of(3L, 4L), queue.waiting(Lane.FIN, 0, 10).stream().map(Waiting::seq).toList());
        assertEquals(List.of(4L), queue.waiting(Lane.FIN, 3, 10).stream().map(Waiting::seq).toList());
        assertEquals("till-1", queue.waiting(Lane.FIN, 0, 1).getFirst().till());
    }

    @Test
    void withoutALineItSaysSinceWhenAndWhatWentWrong() {
        UUID event = sell(1).getFirst();
        sync = link(false, "connection refused", null);
        Explanation why = queue.explain(event);
        assertEquals(State.WAITING, why.state());
        assertTrue(why.why().getFirst().contains("no connection to head office since 2026-03-02T12:00:00Z"),
                why.toString());
        assertTrue(why.why().getFirst().contains("connection refused"), why.toString());
    }

    @Test
    void aStoppedLaneIsSaidFirst() {
        UUID event = sell(1).getFirst();
        sync = link(true, null, "journal-fenced: ask who else runs it");
        Explanation why = queue.explain(event);
        assertEquals(State.STOPPED, why.state());
        assertEquals("Lane fin is stopped: journal-fenced: ask who else runs it.", why.why().getFirst());
    }

    @Test
    void withoutHeadOfficeNothingEverGoes() {
        assertEquals(State.STOPPED, queue.explain(sell(1).getFirst()).state());
    }

    @Test
    void whatHeadOfficeSetAsideIsNotCalledThrough() {
        UUID event = sell(1).getFirst();
        acknowledge(1);
        setAside.add(new SetAside(event, "unreadable", "SaleStarted version 9, expected 1"));
        Explanation why = queue.explain(event);
        assertEquals(State.SET_ASIDE, why.state());
        assertTrue(why.why().getFirst().contains("SaleStarted version 9"), why.toString());
    }

    @Test
    void whatCameUnderItsIdLaterTakesNothingFromIt() {
        UUID event = sell(1).getFirst();
        acknowledge(1);
        setAside.add(new SetAside(event, "body_mismatch", "known with another body"));
        Explanation why = queue.explain(event);
        assertEquals(State.THROUGH, why.state());
        assertTrue(why.why().getFirst().contains("known with another body"), why.toString());
    }

    @Test
    void anUnknownEventIsSaidToBeUnknown() {
        assertEquals(State.UNKNOWN, queue.explain(new UUID(1, 2)).state());
        assertTrue(queue.row(new UUID(1, 2)).isEmpty());
    }

    @Test
    void rowsProveThemselves() {
        UUID event = sell(1).getFirst();
        Row row = queue.rows(Lane.FIN, 0, 10).getFirst();
        assertEquals(event, row.event());
        assertEquals(queue.row(event).orElseThrow(), row);
        assertEquals(journal.outbox().head(Lane.FIN).headHash(), row.hash());
    }
}
