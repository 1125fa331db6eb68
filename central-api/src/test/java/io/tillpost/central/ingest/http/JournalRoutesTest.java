package io.tillpost.central.ingest.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.ingest.IngestWorld;
import io.tillpost.central.ingest.SimulatedStore;
import io.tillpost.central.ingest.sql.SqlJournalCopies;
import io.tillpost.central.vault.TestVault;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.sync.BatchCodec;
import io.tillpost.protocol.sync.BatchHeader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Head office's copies of journals, as a box and as an integrator see them, from PostgreSQL.
class JournalRoutesTest {
    private static final TestDatabase TEST = TestDatabase.create();

    private final IngestWorld world = new IngestWorld(TEST);
    private final List<Route> routes = new JournalRoutes(world.database, world.stores,
            new SqlJournalCopies(TestVault.VAULT)).routes();

    @AfterAll
    static void close() {
        TEST.close();
    }

    @Test
    void theRowsComeAsTheyWereHashed() throws ProblemException {
        var store = sold();
        Answer answer = rows(store, erp(), "1", "2");
        assertEquals(BatchHeader.CONTENT_TYPE, answer.contentType());
        assertEquals(List.of("2", "2", store.hash(1).toString(), store.hash(3).toString()),
                List.of(answer.headers().get("Journal-From"), answer.headers().get("Journal-Count"),
                        answer.headers().get("Journal-Prev"), answer.headers().get("Journal-Head")));
        assertEquals(List.of(store.row(2), store.row(3)), decoded(store, answer));
        assertEquals(store.hash(0).toString(), rows(store, erp(), "0", "1").headers().get("Journal-Prev"));
    }

    @Test
    void noMoreRowsAreReadThanFitTheAnswerAndAlwaysOne() {
        var store = sold();
        var copies = new SqlJournalCopies(TestVault.VAULT);
        long first = bytes(store, 1);
        for (long[] asked : new long[][]{{1, 1}, {first, 1}, {first + bytes(store, 2) - 1, 1},
            {first + bytes(store, 2), 2}, {1 << 20, 6}}) {
            List<Long> seqs = world.database.inTransaction(tx -> copies
                    .rows(tx, world.tenant, store.key.journalId(), 0, 10, asked[0]))
                    .stream()
                    .map(row -> row.row().seq())
                    .toList();
            assertEquals(asked[1], seqs.size(), asked[0] + " bytes");
            assertEquals(1, seqs.getFirst());
        }
    }

    private long bytes(SimulatedStore store, long seq) {
        return Long.parseLong(TEST
                .value("select octet_length(c.body) from event_content c where c.tenant = '" + world.tenant
                        + "' and c.event = '"
                        + store.row(seq).eventId() + "'"));
    }

    @Test
    void afterTheLastRowThereIsNone() throws ProblemException {
        var store = sold();
        Answer answer = rows(store, erp(), Long.toString(store.last()), "10");
        assertEquals("0", answer.headers().get("Journal-Count"));
        assertEquals(store.hash(store.last()).toString(), answer.headers().get("Journal-Head"));
    }

    @Test
    void aRowBehindTheLastOneIsNotThere() {
        var store = sold();
        var refused = assertThrows(ProblemException.class, () -> rows(store, erp(), "7", "10"));
        assertEquals(400, refused.problem().status());
        assertEquals("7, but the newest row is 6", refused.problem().detail());
    }

    @Test
    void rowsInQuarantineAreAmongThem() throws ProblemException {
        var store = world.welcomed("s", 1);
        store.cashSale(100);
        store.append(new JournalRow(4, store.id(), "FromTheFuture", 9, Json.write(Map.of("who", "knows")),
                Json.write(Map.of("what", 1))));
        // An id that another event has already, with another body.
        store.append(new JournalRow(5, store.row(1).eventId(), "AnotherType", 3, store.row(1).metadata(),
                Json.write(Map.of("other", "body"))));
        world.send(store, 1, 5);
        Answer answer = rows(store, erp(), "0", "10");
        List<JournalRow> rows = decoded(store, answer);
        Hash hash = store.hash(0);
        for (JournalRow row : rows) {
            hash = HashChain.next(hash, store.key, row);
        }
        assertEquals(store.hash(5), hash);
        assertEquals(5, rows.size());
    }

    @Test
    void theListSaysHowFarHeadOfficeIsAndWhoIsFenced() throws ProblemException {
        var store = sold();
        var fork = new SimulatedStore(store.place, Lane.FIN, 2, store.asParent(store.last()), 9);
        world.hello(fork, 0);
        JsonNode items = list(store, erp());
        assertEquals(2, items.size());
        assertEquals(List.of("true", Long.toString(store.last()), store.hash(store.last()).toString(), "1"),
                List.of(items.get(0).get("fenced").asText(), items.get(0).at("/head/seq").asText(),
                        items.get(0).at("/head/hash").asText(), items.get(0).get("epoch").asText()));
        assertEquals(store.key.journalId().toString(), items.get(1).at("/parent/journalId").asText());
        assertEquals(fork.hash(0).toString(), items.get(1).at("/head/hash").asText());
    }

    @Test
    void aBoxSeesItsOwnJournalsAndOthersTheirTenantsAlone() throws ProblemException {
        var store = sold();
        var own = new Caller(world.tenant, store.place.agent(), Set.of(), Set.of(store.place.store()),
                store.place.agent());
        var neighbour = new Caller(world.tenant, "another-box", Set.of(), Set.of(store.place.store()),
                "another-box");
        assertEquals(1, list(store, own).size());
        assertEquals(200, rows(store, own, "0", "1").status());
        assertEquals(0, list(store, neighbour).size());
        for (Caller stranger : List.of(neighbour, new Caller("another", "erp", Set.of(), null),
                new Caller(world.tenant, "erp", Set.of(), Set.of("elsewhere")))) {
            assertEquals(404, assertThrows(ProblemException.class, () -> rows(store, stranger, "0", "1"))
                    .problem()
                    .status());
        }
        assertThrows(ProblemException.class,
                () -> list(store, new Caller("another", "erp", Set.of(), null)));
    }

    @Test
    void aNumberOutOfRangeIsRefusedByName() {
        var store = sold();
        for (String[] wrong : List.of(new String[]{"-1", "1"}, new String[]{"x", "1"},
                new String[]{"0", "0"}, new String[]{"0", "1001"})) {
            var refused = assertThrows(ProblemException.class,
                    () -> rows(store, erp(), wrong[0], wrong[1]));
            assertEquals(400, refused.problem().status());
        }
    }

    private SimulatedStore sold() {
        var store = world.welcomed("s", 1);
        store.cashSale(100);
        store.cashSale(200);
        world.send(store, 1, 6);
        return store;
    }

    private Caller erp() {
        return new Caller(world.tenant, "erp", Set.of(), null);
    }

    private JsonNode list(SimulatedStore store, Caller caller) throws ProblemException {
        return Json.readTree(call(routes.get(0), Map.of("store", store.place.store()), Map.of(), caller)
                .body()).get("items");
    }

    private Answer rows(SimulatedStore store, Caller caller, String after, String limit)
            throws ProblemException {
        return call(routes.get(1),
                Map.of("store", store.place.store(), "journal", store.key.journalId().toString()),
                Map.of("after", after, "limit", limit), caller);
    }

    private static Answer call(Route route, Map<String, String> path, Map<String, String> query,
            Caller caller) throws ProblemException {
        var call = new Call("GET", route.path(), path, query, Map.of(), new byte[0], caller, "r", "tp");
        return ((Route.Handler.Query) route.handler()).answer(call);
    }

    private static List<JournalRow> decoded(SimulatedStore store, Answer answer) {
        return BatchCodec.decode(new BatchHeader(new UUID(0, 0), store.key,
                Long.parseLong(answer.headers().getOrDefault("Journal-From", "")),
                Integer.parseInt(answer.headers().getOrDefault("Journal-Count", "")), store.hash(0),
                store.hash(1), "tp"), answer.body());
    }
}
