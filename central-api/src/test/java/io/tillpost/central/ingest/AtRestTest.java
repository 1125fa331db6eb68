package io.tillpost.central.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.DatabaseException;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.idempotency.sql.AnswersInClear;
import io.tillpost.central.ingest.sql.EventsInClear;
import io.tillpost.central.vault.InClear;
import io.tillpost.central.vault.TestVault;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.seal.SealBrokenException;
import io.tillpost.protocol.sync.Downlink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What stores send is unreadable in the database's files, and says the same when it is opened.
class AtRestTest {
    private static final TestDatabase test = TestDatabase.create();

    private final IngestWorld world = new IngestWorld(test);
    private final String article = "Article-" + UUID.randomUUID();
    private final String operator = "op-" + UUID.randomUUID().toString().substring(0, 13);

    @AfterAll
    static void stop() {
        test.close();
    }

    @Test
    void neitherArticlesNorPeopleStandInPostgresFiles() throws Exception {
        String control = "control-" + UUID.randomUUID();
        SimulatedStore store = sent(3);
        test.execute("insert into incident select * from incident where false; comment on table journal is '"
                + control + "'");
        test.execute("checkpoint");
        Path files = Path.of(test.value("show data_directory"));
        assertTrue(stands(files, control), "the search finds what is there");
        assertEquals(List.of(),
                List.of(article, operator).stream().filter(text -> stands(files, text)).toList());
        assertArrayEquals(store.row(1).body(), content(store.row(1)).body());
        assertArrayEquals(store.row(1).metadata(), content(store.row(1)).metadata());
    }

    @Test
    void twoBodiesThatWereSwappedAreNoticed() {
        SimulatedStore store = sent(2);
        asTheDatabasesOwner(
                "update event_content c set body = o.body from event_content o where c.event in ('"
                        + store.row(1).eventId() + "', '" + store.row(2).eventId() + "') and o.event in ('"
                        + store.row(1).eventId() + "', '" + store.row(2).eventId()
                        + "') and c.event <> o.event");
        assertThrows(SealBrokenException.class, () -> content(store.row(1)));
        assertThrows(SealBrokenException.class, () -> content(store.row(2)));
    }

    @Test
    void rowsFromBeforeAreReadableAndSealedOnceAndOnlyOnce() {
        SimulatedStore store = sent(3);
        for (long seq = 1; seq <= 3; seq++) {
            JournalRow row = store.row(seq);
            asTheDatabasesOwner(
                    "update event_content set body_key = null, metadata = '\\x" + hex(row.metadata())
                            + "', body = '\\x" + hex(row.body()) + "' where event = '" + row.eventId() + "'");
        }
        assertArrayEquals(store.row(2).body(), content(store.row(2)).body());
        var leftover = new EventsInClear(TestVault.VAULT);
        assertEquals(2, some(leftover, 2));
        assertEquals(1, some(leftover, 2));
        assertEquals(0, some(leftover, 2));
        assertEquals("0", test.value("select count(*) from event_content where body_key is null"));
        for (long seq = 1; seq <= 3; seq++) {
            assertArrayEquals(store.row(seq).body(), content(store.row(seq)).body());
        }
        for (String change : List.of("set body = ''", "set body_key = null", "set type = 'X'",
                "set body_key = body_key")) {
            assertThrows(DatabaseException.class, () -> test.execute(
                    "update event_content " + change + " where event = '" + store.row(1).eventId() + "'"));
        }
    }

    @Test
    void aRowInClearMayBecomeNothingButSealed() {
        SimulatedStore store = sent(1);
        UUID event = store.row(1).eventId();
        asTheDatabasesOwner("update event_content set body_key = null where event = '" + event + "'");
        for (String change : List.of("set body = ''", "set body_key = 1, type = 'X'",
                "set body_key = 1, store = 'elsewhere'")) {
            assertThrows(DatabaseException.class,
                    () -> test.execute("update event_content " + change + " where event = '" + event + "'"));
        }
        test.execute("update event_content set body_key = 1 where event = '" + event + "'");
    }

    @Test
    void answersFromBeforeAreSealedToo() {
        test.execute(
                "insert into idempotency_record (tenant, key, fingerprint, parts, client, status, content_type,"
                        + " headers, body, request_id, recorded_at) values ('" + world.tenant
                        + "', 'k/1', sha256('x'), '{}', 'c', 200, 'text/plain', '{}', 'hello', 'r', now())");
        var leftover = new AnswersInClear(TestVault.VAULT);
        assertEquals(1, some(leftover, 10));
        assertEquals(0, some(leftover, 10));
        assertEquals("1",
                test.value("select body_key from idempotency_record where tenant = '" + world.tenant + "'"));
    }

    private SimulatedStore sent(int events) {
        var store = world.welcomed("s-1", 1);
        for (int i = 0; i < events; i++) {
            JournalRow model = EventCodec.encode(store.last() + 1, store.id(),
                    operated(store), new SaleAborted(new SaleId(store.id()), article));
            store.append(model);
        }
        assertInstanceOf(Downlink.Ack.class, world.send(store, 1, events));
        return store;
    }

    private Envelope operated(SimulatedStore store) {
        var before = new SimulatedStore(store.place, store.key.lane(), 7);
        before.append(new SaleAborted(new SaleId(store.id()), "x"));
        Envelope made = EventCodec.envelope(before.row(1));
        return new Envelope(made.place(), Actor.cashier(operator), null, made.mode(), made.moment(),
                made.businessDate(), made.shift(), made.softwareVersion(), made.traceparent());
    }

    private EventContent content(JournalRow row) {
        return world.database
                .inTransaction(tx -> world.journals.content(tx, world.tenant, row.eventId()).orElseThrow());
    }

    private int some(InClear leftover, int limit) {
        return world.database.inTransaction(tx -> leftover.sealSome(tx, limit));
    }

    /// With the triggers off.
    private static void asTheDatabasesOwner(String sql) {
        test.execute("set local session_replication_role = replica; " + sql);
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }

    private static boolean stands(Path folder, String text) {
        String wanted = new String(text.getBytes(UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1);
        try (var files = Files.walk(folder)) {
            for (Path file : new ArrayList<>(files.filter(Files::isRegularFile).toList())) {
                try {
                    if (new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
                            .contains(wanted)) {
                        return true;
                    }
                } catch (NoSuchFileException e) {
                    // PostgreSQL removed it meanwhile.
                }
            }
            return false;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
