package io.tillpost.central.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.DatabaseException;
import io.tillpost.central.database.DatabaseSettings;
import io.tillpost.central.database.DatabaseSettings.Patience;
import io.tillpost.central.database.PostgresDatabase;
import io.tillpost.central.database.Sql;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentOutcome.Outcome;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Downlink.Ack;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Nodes that share a database: any of them may die or stand still at any instruction.
class SeveralNodesTest {
    private static final TestDatabase TEST = TestDatabase.create();
    /// A node that stands still is given up soon, so that the test is over soon.
    private static final Patience SHORT = new Patience(Duration.ofMillis(300), Duration.ofSeconds(1));
    private static final int DEADLINE_S = 20;

    private final IngestWorld world = new IngestWorld(TEST);

    @AfterAll
    static void close() {
        TEST.close();
    }

    private static Database node() {
        DatabaseSettings own = TEST.settings();
        return PostgresDatabase.open(new DatabaseSettings(own.url(), own.user(), own.password(), 2,
                own.durability(), SHORT));
    }

    /// Stands still when it is reached, until it is let go.
    private static final class Stall implements Failpoints {
        private final String where;
        private final CountDownLatch there = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);

        Stall(String where) {
            this.where = where;
        }

        @Override
        public void reached(String point) {
            if (point.equals(where)) {
                there.countDown();
                try {
                    assertTrue(release.await(DEADLINE_S, TimeUnit.SECONDS), "never let go");
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    @Test
    void aNodeThatStandsStillBeforeCommitHoldsAJournalNoLongerThanTheServerBears() throws Exception {
        var store = world.welcomed("s", 1);
        store.cashSale(1190);
        var header = store.header(1, 3);
        byte[] payload = store.payload(1, 3);
        var stall = new Stall("ingest.before-commit");
        try (var one = node(); var two = node(); var thread = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Downlink> stalled = thread
                    .submit(() -> world.ingest(one, stall).apply(store.place.store(), header, payload));
            assertTrue(stall.there.await(DEADLINE_S, TimeUnit.SECONDS));

            Ingest other = world.ingest(two);
            var busy = assertThrows(DatabaseException.class,
                    () -> other.apply(store.place.store(), header, payload));
            assertFalse(busy.refusesTheData(), "the agent is to ask again");
            assertEquals("55P03", busy.sqlState(), "lock_not_available");
            assertInstanceOf(Ack.class, untilAnswered(other, store));

            stall.release.countDown();
            var late = assertThrows(ExecutionException.class,
                    () -> stalled.get(DEADLINE_S, TimeUnit.SECONDS));
            assertInstanceOf(DatabaseException.class, late.getCause(), "what it held was given up for it");
        }
        assertOnce(store);
    }

    @Test
    void aNodeThatStandsStillBetweenCommitAndAnswerIsNotMissed() throws Exception {
        var store = world.welcomed("s", 2);
        store.cashSale(1190);
        var header = store.header(1, 3);
        byte[] payload = store.payload(1, 3);
        var stall = new Stall("ingest.after-commit");
        try (var one = node(); var two = node(); var thread = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Downlink> stalled = thread
                    .submit(() -> world.ingest(one, stall).apply(store.place.store(), header, payload));
            assertTrue(stall.there.await(DEADLINE_S, TimeUnit.SECONDS));

            var answer = assertInstanceOf(Ack.class,
                    world.ingest(two).apply(store.place.store(), header, payload));
            assertEquals(3, answer.seq());

            stall.release.countDown();
            assertEquals(answer, stalled.get(DEADLINE_S, TimeUnit.SECONDS), "both say the same");
        }
        assertOnce(store);
    }

    @Test
    void aNodeThatDiesBeforeCommitLeavesNothing() {
        var store = world.welcomed("s", 3);
        store.cashSale(1190);
        try (var one = node()) {
            Failpoints death = point -> {
                if (point.equals("ingest.before-commit")) {
                    throw new AssertionError("dies here");
                }
            };
            assertThrows(AssertionError.class, () -> world.ingest(one, death).apply(store.place.store(),
                    store.header(1, 3), store.payload(1, 3)));
        }
        assertEquals("0", world.count(TEST, "event"));
        assertInstanceOf(Ack.class, world.send(store, 1, 3));
        assertOnce(store);
    }

    /// One node has written a refund of a sale and not yet committed when another one takes in the next.
    @Test
    void twoRefundsOfOneSaleAtOnceBothCount() throws Exception {
        var store = world.welcomed("s", 5);
        var charge = store.cardSale(2000);
        world.send(store, 1, store.last());
        var sale = new SaleId(UUID.fromString(
                TEST.value("select sale from payment where attempt = '" + charge.value() + "'")));
        long told = store.last();
        var attempt = new AttemptId(store.id());
        store.append(new PaymentAttemptStarted(attempt, sale, "terminal-1", SimulatedStore.eur(2000), 0, 0,
                AttemptKind.REFUND, new RefundId(store.id()), null));
        store.append(new PaymentOutcome(attempt, sale, "terminal-1", new Outcome.Approved(store.facts(2000)),
                AttemptKind.REFUND));
        var written = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = thread.submit(() -> TEST.database().inTransaction(transaction -> {
                writeRefund(transaction, charge);
                written.countDown();
                return await(release);
            }));
            assertTrue(await(written));
            Future<Downlink> second = thread.submit(() -> untilAnswered(world.ingest(TEST.database()), store,
                    told + 1));
            untilSomebodyWaits();
            release.countDown();
            assertTrue(first.get(DEADLINE_S, TimeUnit.SECONDS));
            assertInstanceOf(Ack.class, second.get(DEADLINE_S, TimeUnit.SECONDS));
        }
        assertEquals("4000 2000", TEST.value("select refunded_minor || ' ' || excess_minor from payment "
                + "where attempt = '" + charge.value() + "'"));
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(DEADLINE_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// As another node would: the sale's charge locked and counted anew, the refund beside it.
    private void writeRefund(Transaction transaction, AttemptId charge) {
        Sql.run(transaction, "update payment set refunded_minor = 2000 where tenant = ? and attempt = ?",
                world.tenant, charge.value());
        Sql.run(transaction, """
                insert into payment select (jsonb_populate_record(p, jsonb_build_object('attempt', ?::uuid,
                    'kind', 'refund', 'refund', ?::uuid, 'refunded_minor', 0))).*
                  from payment p where tenant = ? and attempt = ?""", UUID.randomUUID(), UUID.randomUUID(),
                world.tenant, charge.value());
    }

    private static void untilSomebodyWaits() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        while (TEST.value("select count(*) from pg_stat_activity where datname = current_database() "
                + "and wait_event_type = 'Lock'").equals("0")) {
            assertTrue(System.nanoTime() < deadline, "nobody waits");
        }
    }

    @Test
    void anIdleConnectionIsNotTakenForAStalledOne() throws Exception {
        var store = world.welcomed("s", 4);
        store.cashSale(1190);
        try (var one = node()) {
            assertInstanceOf(Ack.class,
                    world.ingest(one).apply(store.place.store(), store.header(1, 3), store.payload(1, 3)));
            assertEquals("0", TEST.value("select count(*) from pg_stat_activity where datname = "
                    + "current_database() and state = 'idle in transaction'"));
        }
    }

    /// As an agent does: it repeats itself until it is answered.
    private Downlink untilAnswered(Ingest ingest, SimulatedStore store) {
        return untilAnswered(ingest, store, 1);
    }

    private Downlink untilAnswered(Ingest ingest, SimulatedStore store, long from) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        while (true) {
            try {
                return ingest.apply(store.place.store(), store.header(from, store.last()),
                        store.payload(from, store.last()));
            } catch (DatabaseException e) {
                assertTrue(System.nanoTime() < deadline, "no answer: " + e.getMessage());
            }
        }
    }

    private void assertOnce(SimulatedStore store) {
        assertEquals(Long.toString(store.last()), world.count(TEST, "event"));
        assertEquals(Long.toString(store.last()), world.count(TEST, "journal_position"));
        assertEquals("2", world.count(TEST, "entry"));
        world.assertLedgerHolds();
    }
}
