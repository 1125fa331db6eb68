package io.tillpost.central.ingest;

import static io.tillpost.central.ingest.SimulatedStore.eur;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.sync.Downlink.Ack;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Rows that the database refuses are found among all others of their batch, and what that costs.
class IsolationTest {
    private static final TestDatabase TEST = TestDatabase.create();

    private final IngestWorld world = new IngestWorld(TEST);
    private final AtomicInteger transactions = new AtomicInteger();
    private final Ingest ingest = world.ingest(new Database() {
        @Override
        public <T> T inTransaction(Function<Transaction, T> work) {
            transactions.incrementAndGet();
            return world.database.inTransaction(work);
        }

        @Override
        public void close() {
            // The database is the world's.
        }
    });

    @AfterAll
    static void close() {
        TEST.close();
    }

    @Test
    void oneBadRowIsFoundByHalving() {
        for (int bad : new int[]{1, 300, 512}) {
            transactions.set(0);
            assertSetAside(512, Set.of(bad));
            assertTrue(transactions.get() <= 25, transactions + " transactions for row " + bad);
        }
    }

    @Test
    void badRowsAreSetAsideWhereverTheyStandAndHoweverMany() {
        assertSetAside(1, Set.of(1));
        assertSetAside(13, Set.of(1, 2, 7, 13));
        assertSetAside(16, Set.copyOf(IntStream.rangeClosed(1, 16).boxed().toList()));
    }

    /// A drawer that holds one cent takes no other amount of this size.
    private void assertSetAside(int rows, Set<Integer> bad) {
        var store = world.welcomed("s" + rows + "-" + bad.hashCode(), rows);
        String drawer = "drawer-" + store.id().toString().substring(24);
        store.append(CashMoved.tender(drawer, eur(1), new SaleId(store.id())));
        world.send(store, 1, 1);
        for (int row = 1; row <= rows; row++) {
            store.append(CashMoved.tender(drawer, eur(bad.contains(row) ? Long.MAX_VALUE : 2),
                    new SaleId(store.id())));
        }
        var answer = ingest.apply(store.place.store(), store.header(2, rows + 1L),
                store.payload(2, rows + 1L));
        assertEquals(rows + 1L, assertInstanceOf(Ack.class, answer, answer.toString()).seq());
        assertEquals(bad.stream().sorted().map(row -> row + 1L).toList(), setAside(store));
        long kept = 1 + 2L * (rows - bad.size());
        assertTrue(world.balances().contains(drawer + "=" + kept + " "), world.balances());
    }

    private static List<Long> setAside(SimulatedStore store) {
        String seqs = TEST
                .value("select coalesce(string_agg(seq::text, ' ' order by seq), '') from quarantine"
                        + " where reason = 'not_postable' and journal = '" + store.key.journalId() + "'");
        return List.of(seqs.split(" ")).stream().map(Long::valueOf).toList();
    }
}
