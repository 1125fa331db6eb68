package io.tillpost.central.ingest;

import static io.tillpost.central.ingest.SimulatedStore.DAY;
import static io.tillpost.central.ingest.SimulatedStore.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.reconciliation.DayBook;
import io.tillpost.central.reconciliation.DayResult;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.Downlink.Action;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// A day says which boxes may have more of it than has come.
class BehindTest {
    private static final TestDatabase TEST = TestDatabase.create();
    /// The store's midnight.
    private static final Instant OVER = Instant.parse("2026-11-23T23:00:00Z");
    private static final Instant NEXT_MORNING = OVER.plus(Duration.ofHours(9));

    private final IngestWorld world = new IngestWorld(TEST);
    private final SimulatedStore store = new SimulatedStore(world.store("s"), Lane.FIN, 1);

    @AfterAll
    static void close() {
        TEST.close();
    }

    @Test
    void aBoxThatSaysOfLateThatNothingWaitsIsNotBehind() {
        hello(NOON);
        assertEquals(List.of(), behind(DAY, NOON.plus(Duration.ofMinutes(15))));
        assertEquals(List.of(heardTo(NOON)), behind(DAY, NOON.plus(Duration.ofMinutes(16))));
    }

    @Test
    void aBoxIsBehindUntilItIsHeardAfterTheDay() {
        hello(NOON);
        hello(OVER.minusSeconds(1));
        assertEquals(List.of(heardTo(OVER.minusSeconds(1))), behind(DAY, NEXT_MORNING));
        hello(OVER);
        assertEquals(List.of(), behind(DAY, NEXT_MORNING));
        assertEquals(List.of(heardTo(OVER)), behind(DAY.plusDays(1), NEXT_MORNING));
    }

    @Test
    void whatWaitsInTheBoxHasToComeFirst() {
        hello(NOON);
        store.cashSale(100);
        hello(NEXT_MORNING);
        assertEquals(List.of(heardTo(NOON)), behind(DAY, NEXT_MORNING));
        world.send(store, 1, store.last() - 1);
        assertEquals(List.of(heardTo(NOON)), behind(DAY, NEXT_MORNING));
        // A later hello takes nothing back of what an earlier one proved.
        hello(NEXT_MORNING.plusSeconds(600));
        assertEquals(List.of(heardTo(NOON)), behind(DAY, NEXT_MORNING));
        world.send(store, store.last(), store.last());
        assertEquals(List.of(), behind(DAY, NEXT_MORNING));
    }

    @Test
    void aBoxWhoseRowsHaveNeverAllComeIsBehindOnEachDay() {
        store.cashSale(100);
        hello(NEXT_MORNING);
        assertEquals(List.of(new DayResult.Behind(store.place.agent(), null)), behind(DAY, NEXT_MORNING));
    }

    @Test
    void aForkSaysNothingOfWhatTheBoxHas() {
        hello(NOON);
        store.cashSale(100);
        world.send(store, 1, store.last());
        store.forgetAfter(1);
        assertEquals(Action.FORK, hello(NEXT_MORNING));
        assertEquals(List.of(heardTo(NOON)), behind(DAY, NEXT_MORNING));
    }

    @Test
    void aBoxThatNeverSpokeHasNothing() {
        assertEquals(List.of(), behind(DAY, NEXT_MORNING));
    }

    private Action hello(Instant at) {
        return new Greeting(world.database, world.stores, world.journals, world.incidents,
                Clock.fixed(at, ZoneOffset.UTC))
                .answer(store.place.store(), store.hello(0))
                .orElseThrow().lanes().getFirst().action();
    }

    private DayResult.Behind heardTo(Instant at) {
        return new DayResult.Behind(store.place.agent(), at);
    }

    private List<DayResult.Behind> behind(LocalDate day, Instant now) {
        var days = new DayBook(world.payments, world.books, world.settlements, world.statements,
                world.matches,
                world.discrepancies, world.journals::held, world.zAudit, world.journals::heardTo,
                Clock.fixed(now, ZoneOffset.UTC));
        Place place = store.place;
        return world.database.inTransaction(tx -> days.read(tx,
                world.stores.find(tx, place.tenant(), place.store()).orElseThrow(), day)).behind();
    }
}
