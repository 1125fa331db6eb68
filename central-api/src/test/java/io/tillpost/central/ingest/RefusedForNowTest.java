package io.tillpost.central.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.DatabaseException;
import io.tillpost.central.database.ServerRefusals;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.sync.Downlink;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A database that takes nothing at present says nothing about an event: the store sends it again, and it is not set aside.
class RefusedForNowTest {
    private static final TestDatabase TEST = TestDatabase.create();

    private final IngestWorld world = new IngestWorld(TEST);

    @AfterAll
    static void close() {
        TEST.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"53100", "53200", "57P01"})
    void aFullOrEndingServerSetsNothingAside(String sqlState) {
        var store = world.welcomed("s", 1);
        store.cashSale(1190);
        TEST.execute("create or replace function refused() returns trigger language plpgsql as $$"
                + " begin raise exception 'on purpose' using errcode = '" + sqlState + "'; end $$;"
                + " create trigger refused after insert on entry_line execute function refused()");
        try {
            var e = assertThrows(DatabaseException.class, () -> world.send(store, 1, 3));
            assertFalse(e.refusesTheData(), e.toString());
            assertEquals("0", world.count(TEST, "journal_position"));
        } finally {
            TEST.execute("drop trigger refused on entry_line");
        }
        assertTaken(world.ingest, store, 1);
    }

    @Test
    void aServerWithoutTransactionNumbersSetsNothingAside() {
        var store = world.welcomed("s", 1);
        store.cashSale(1190);
        var exhausted = new AtomicBoolean();
        Ingest ingest = world.ingest(exhausted(exhausted));
        assertInstanceOf(Downlink.Ack.class,
                ingest.apply(store.place.store(), store.header(1, 2), store.payload(1, 2)));
        exhausted.set(true);
        assertThrows(DatabaseException.class,
                () -> ingest.apply(store.place.store(), store.header(3, 3), store.payload(3, 3)));
        assertFalse(exhausted.get(), "it was vacuumed right after");
        assertTaken(ingest, store, 3);
    }

    /// Refuses one transaction.
    private Database exhausted(AtomicBoolean once) {
        return new Database() {
            @Override
            public <T> T inTransaction(Function<Transaction, T> work) {
                if (once.getAndSet(false)) {
                    throw ServerRefusals.outOfTransactionNumbers();
                }
                return world.database.inTransaction(work);
            }

            @Override
            public void close() {}
        };
    }

    private void assertTaken(Ingest ingest, SimulatedStore store, long from) {
        assertInstanceOf(Downlink.Ack.class,
                ingest.apply(store.place.store(), store.header(from, 3), store.payload(from, 3)));
        assertEquals("", world.quarantine());
        assertEquals("3", world.count(TEST, "journal_position"));
        world.assertLedgerHolds();
    }
}
