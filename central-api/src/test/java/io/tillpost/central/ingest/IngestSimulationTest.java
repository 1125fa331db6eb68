package io.tillpost.central.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.DatabaseException;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.ingest.sql.SqlCompletions;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Downlink.Ack;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestSimulationTest {
    private static final TestDatabase TEST = TestDatabase.create();

    private final IngestWorld world = new IngestWorld(TEST);

    @AfterAll
    static void close() {
        TEST.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whateverTheLineDoesEachEventIsPostedOnce(long seed) {
        var random = new Random(seed);
        var store = world.welcomed("s", seed);
        long sold = sell(store, random, 40);
        long acked = 0;
        for (int step = 0; acked < store.last(); step++) {
            assertTrue(step < 5_000, "seed " + seed + ": stuck at " + acked);
            // Any range, from before what is acknowledged to beyond it: repeats, overlaps and gaps.
            long from = Math.max(1, acked + 1 - random.nextInt(12) + random.nextInt(4));
            long to = Math.min(store.last(), from + random.nextInt(15));
            if (from > to) {
                continue;
            }
            Downlink answer = random.nextInt(4) == 0
                    ? sendDamaged(store, from, to, random)
                    : world.send(store, from, to);
            if (answer instanceof Ack ack) {
                assertEquals(store.hash(ack.seq()), ack.hash(), "seed " + seed);
                assertTrue(ack.seq() >= acked, "seed " + seed + ": acknowledged backwards");
                acked = ack.seq();
            }
        }
        assertAllIsThere(store, sold, "seed " + seed);
    }

    private Downlink sendDamaged(SimulatedStore store, long from, long to, Random random) {
        byte[] payload = store.payload(from, to);
        payload[random.nextInt(payload.length)] ^= (byte) (1 << random.nextInt(8));
        return world.send(store, store.header(from, to), payload);
    }

    @Test
    void twoNodesOnOneJournalAtOnceTakeEachRowOnce() throws Exception {
        long seed = 11;
        var store = world.welcomed("s", seed);
        long sold = sell(store, new Random(seed), 60);
        var batches = new ArrayList<Callable<Downlink>>();
        for (long from = 1; from <= store.last(); from += 10) {
            long first = from;
            long last = Math.min(store.last(), from + 14);
            var header = store.header(first, last);
            byte[] payload = store.payload(first, last);
            for (int node = 0; node < 2; node++) {
                Ingest ingest = world.ingest(world.database);
                batches.add(() -> {
                    Downlink answer = ingest.apply(store.place.store(), header, payload);
                    // A gap means that the other node is behind: what an agent does then is to wait and repeat.
                    while (!(answer instanceof Ack)) {
                        Thread.onSpinWait();
                        answer = ingest.apply(store.place.store(), header, payload);
                    }
                    return answer;
                });
            }
        }
        try (var pool = Executors.newFixedThreadPool(4)) {
            for (var answer : pool.invokeAll(batches)) {
                assertInstanceOf(Ack.class, answer.get());
            }
        }
        assertAllIsThere(store, sold, "seed " + seed);
    }

    @Test
    void manyStoresAtOncePostToTheSameAccountsAndLoseNothing() throws Exception {
        var stores = new ArrayList<SimulatedStore>();
        for (int i = 0; i < 6; i++) {
            stores.add(world.welcomed("s" + i, 100 + i));
        }
        List<Callable<Long>> senders = stores.stream().<Callable<Long>>map(store -> () -> {
            long sold = sell(store, new Random(store.place.store().hashCode()), 30);
            for (long from = 1; from <= store.last(); from += 20) {
                assertInstanceOf(Ack.class, world.send(store, from, Math.min(store.last(), from + 19)));
            }
            return sold;
        }).toList();
        long sold = 0;
        try (var pool = Executors.newFixedThreadPool(6)) {
            for (var sales : pool.invokeAll(senders)) {
                sold += sales.get();
            }
        }
        assertEquals(sold, sold());
        world.assertLedgerHolds();
    }

    @Test
    void aDatabaseThatGoesAwayBeforeCommitLeavesNothingBehind() {
        var store = world.welcomed("s", 21);
        store.cashSale(1190);
        var gone = new DatabaseException(new SQLException("terminating connection", "57P01"));
        var dying = new Ingest(world.database, new Ingest.Rooms(world.stores, world.journals, world.payments,
                (_, _, _, _) -> {}, world.vouchers, (_, _, _) -> {}, world.zReports, (_, _) -> {
                    throw gone;
                }, world.books, world.incidents, new SqlCompletions()),
                Clock.fixed(SimulatedStore.NOON, ZoneOffset.UTC));
        assertThrows(DatabaseException.class,
                () -> dying.apply(store.place.store(), store.header(1, 3), store.payload(1, 3)));
        assertEquals("0", world.count(TEST, "event"));
        assertEquals("0", world.count(TEST, "journal_position"));
        assertInstanceOf(Ack.class, world.send(store, 1, 3));
        assertAllIsThere(store, 1190, "");
    }

    @Test
    void anAckThatGotLostIsGivenAgainAndPostsNothing() {
        var store = world.welcomed("s", 22);
        store.cashSale(1190);
        var header = store.header(1, 3);
        byte[] payload = store.payload(1, 3);
        Downlink lost = world.send(store, header, payload);
        assertEquals(lost, world.send(store, header, payload));
        assertAllIsThere(store, 1190, "");
    }

    private long sell(SimulatedStore store, Random random, int sales) {
        long sold = 0;
        for (int i = 0; i < sales; i++) {
            long gross = random.nextInt(1, 20_000);
            sold += gross;
            if (random.nextBoolean()) {
                store.cashSale(gross);
            } else {
                store.cardSale(gross);
            }
        }
        return sold;
    }

    private void assertAllIsThere(SimulatedStore store, long sold, String message) {
        String rows = Long.toString(store.last());
        assertEquals(rows, world.count(TEST, "event"), message);
        assertEquals(rows, world.count(TEST, "journal_position"), message);
        assertEquals("0", world.count(TEST, "quarantine"), message);
        assertEquals(sold, sold(), message);
        world.assertLedgerHolds();
    }

    private long sold() {
        return -world.database.inTransaction(tx -> world.books.sums(tx, world.tenant, null, null, null))
                .stream()
                .filter(sum -> sum.account().value().startsWith("income:")
                        || sum.account().value().startsWith("liabilities:vat:"))
                .mapToLong(sum -> sum.balance().minor())
                .sum();
    }
}
