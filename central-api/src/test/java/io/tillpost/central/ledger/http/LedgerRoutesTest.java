package io.tillpost.central.ledger.http;

import static io.tillpost.central.ingest.SimulatedStore.eur;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Page;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.incident.http.IncidentRoutes;
import io.tillpost.central.ingest.IngestWorld;
import io.tillpost.central.ingest.SimulatedStore;
import io.tillpost.central.ingest.sql.JournalTrail;
import io.tillpost.central.ledger.sql.LedgerTrail;
import io.tillpost.central.payment.http.PaymentRoutes;
import io.tillpost.central.store.http.AskedStore;
import io.tillpost.central.store.http.StoreRoutes;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A day of one store, read through every route that shows it.
class LedgerRoutesTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final Clock TWO_DAYS_LATER = Clock.fixed(SimulatedStore.NOON.plus(Duration.ofDays(2)),
            ZoneOffset.UTC);

    private final IngestWorld world = new IngestWorld(TEST);
    private final AskedStore storeFilter = new AskedStore(world.database, world.stores);
    private final List<Route> routes = Stream.of(new StoreRoutes(world.database, world.stores).routes(),
            new LedgerRoutes(world.database, world.books, storeFilter).routes(),
            new ReportRoutes(world.database, world.books, storeFilter, TWO_DAYS_LATER).routes(),
            new IncidentRoutes(world.database, world.incidents, storeFilter).routes(),
            new PaymentRoutes(world.database, world.payments, storeFilter,
                    List.of(new JournalTrail(world.payments), new LedgerTrail(world.books))).routes())
            .flatMap(List::stream)
            .toList();
    private final SimulatedStore store = world.welcomed("s", 1);
    private @Nullable AttemptId attempt;

    @AfterAll
    static void close() {
        TEST.close();
    }

    @BeforeEach
    void aDay() {
        store.append(new ShiftOpened("drawer-1", eur(10_000)));
        store.cashSale(1190);
        attempt = store.cardSale(2380);
        world.send(store, 1, store.last());
    }

    @Test
    void theSalesReportAddsUpFromTheLedger() throws ProblemException {
        JsonNode total = get("/v1/reports/sales", Map.of("businessDate", "2026-11-23"), null).at("/totals/0");
        assertEquals(2, total.path("sales").asInt());
        assertEquals(3570, total.at("/gross/minor").asLong());
        assertEquals(3000, total.at("/net/minor").asLong());
        assertEquals(570, total.at("/rates/0/tax/minor").asLong());
        assertEquals(1190, total.at("/cash/minor").asLong());
        assertEquals(2380, total.at("/card/minor").asLong());
        assertEquals(0, total.at("/difference/minor").asLong());
    }

    @Test
    void theTrialBalanceIsZero() throws ProblemException {
        JsonNode report = get("/v1/reports/trial-balance", Map.of(), null);
        assertEquals(0, report.at("/totals/0/minor").asLong());
        assertEquals(6, report.path("accounts").size());
    }

    @Test
    void allInvariantsHold() throws ProblemException {
        assertTrue(get("/v1/reports/invariants", Map.of(), null).path("hold").asBoolean());
    }

    @Test
    void aNodeProvesOneLedgerAtATime() throws ProblemException {
        var twins = new ArrayList<ProblemException>();
        var asked = new ArrayList<Route.Handler.Query>();
        var call = new Call("GET", "/v1/reports/invariants", Map.of(), Map.of(), Map.of(), new byte[0],
                new Caller(world.tenant, "c", Set.of(), null), "r", "tp");
        var during = new Database() {
            @Override
            public <T> T inTransaction(Function<Transaction, T> work) {
                twins.add(assertThrows(ProblemException.class, () -> asked.getFirst().answer(call)));
                return world.database.inTransaction(work);
            }

            @Override
            public void close() {}
        };
        new ReportRoutes(during, world.books, storeFilter, TWO_DAYS_LATER).routes()
                .stream()
                .filter(route -> route.path().equals(call.path()))
                .forEach(route -> asked.add((Route.Handler.Query) route.handler()));
        assertEquals(200, asked.getFirst().answer(call).status());
        assertEquals(200, asked.getFirst().answer(call).status(), "its place is free again");
        assertEquals(List.of("audit-in-progress", "audit-in-progress"),
                twins.stream().map(twin -> twin.problem().code()).toList());
        assertTrue(twins.getFirst().problem().retryable());
    }

    @Test
    void aPaymentShowsWhoSawItPass() throws ProblemException {
        JsonNode answer = get("/v1/payments/" + attempt, Map.of(), null);
        assertEquals("captured", answer.at("/payment/state").asText());
        assertEquals("acquirer-a", answer.at("/payment/acquirer").asText());
        var stages = new ArrayList<String>();
        answer.path("trail").forEach(step -> stages.add(step.path("what").asText()));
        assertEquals(List.of("PaymentAttemptStarted", "PaymentOutcome", "PaymentResolved",
                "girocard receipt 1"), stages);
    }

    @Test
    void paymentsAreListedByStoreDayAndState() throws ProblemException {
        var query = Map.of("store", store.place.store(), "businessDate", "2026-11-23", "state", "captured");
        assertEquals(1, get("/v1/payments", query, null).path("items").size());
        assertEquals(0, get("/v1/payments", Map.of("state", "declined"), null).path("items").size());
        var e = assertThrows(ProblemException.class,
                () -> get("/v1/payments", Map.of("state", "paid"), null));
        assertEquals(400, e.problem().status());
    }

    @Test
    void anAccountsStatementComesPageByPage() throws ProblemException {
        String path = "/v1/ledger/accounts/assets:tender-received/lines";
        JsonNode first = get(path, Map.of("limit", "3"), null);
        assertEquals(3, first.path("items").size());
        JsonNode second = get(path, Map.of("limit", "3", "cursor", first.path("nextCursor").asText()), null);
        assertEquals(1, second.path("items").size());
        assertTrue(second.path("nextCursor").isMissingNode());
    }

    @Test
    void accountsComePageByPage() throws ProblemException {
        JsonNode first = get("/v1/ledger/accounts", Map.of("limit", "4"), null);
        JsonNode second = get("/v1/ledger/accounts",
                Map.of("limit", "4", "cursor", first.path("nextCursor").asText()), null);
        assertEquals(6, first.path("items").size() + second.path("items").size());
    }

    @Test
    void entriesAreFoundByWhatCausedThem() throws ProblemException {
        JsonNode byPayment = get("/v1/ledger/entries", Map.of("payment", "" + attempt), null).path("items");
        assertEquals(1, byPayment.size());
        JsonNode entry = get("/v1/ledger/entries/" + byPayment.at("/0/entry").asText(), Map.of(), null);
        assertEquals("card-clearing", entry.path("role").asText());
        assertEquals(1, get("/v1/ledger/entries", Map.of("source", entry.path("source").asText()), null)
                .path("items").size());
        assertEquals(5, get("/v1/ledger/entries", Map.of("businessDate", "2026-11-23"), null).path("items")
                .size());
    }

    @Test
    void aCallerOfAnotherStoreSeesNothingOfThisOne() throws ProblemException {
        Set<String> elsewhere = Set.of("elsewhere");
        JsonNode entries = get("/v1/ledger/entries", Map.of(), null);
        String entry = entries.at("/items/0/entry").asText();
        for (String path : List.of("/v1/payments/" + attempt, "/v1/ledger/entries/" + entry,
                "/v1/stores/" + store.place.store(), "/v1/reports/invariants")) {
            var e = assertThrows(ProblemException.class, () -> get(path, Map.of(), elsewhere), path);
            assertEquals(404, e.problem().status(), path);
        }
        for (String path : List.of("/v1/payments", "/v1/ledger/entries", "/v1/ledger/accounts", "/v1/stores",
                "/v1/incidents", "/v1/ledger/accounts/assets:tender-received/lines")) {
            assertEquals(0, get(path, Map.of(), elsewhere).path("items").size(), path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/payments", "/v1/ledger/entries", "/v1/incidents",
        "/v1/reports/trial-balance",
        "/v1/ledger/accounts/assets:tender-received/lines"})
    void aStoreThatACallerMayNotSeeIsForHimLikeOneThatDoesNotExist(String path) throws ProblemException {
        String here = store.place.store();
        assertEquals(get(path, Map.of("store", here), null), get(path, Map.of("store", here), Set.of(here)));
        assertEquals("404 no store 'nope'", refusal(path, "nope", null));
        assertEquals("404 no store '" + here + "'", refusal(path, here, Set.of("nope")));
        assertEquals("404 no store 'nope'", refusal(path, "nope", Set.of("nope")));
        assertEquals("404 no store 'nope'", refusal(path, "nope", Set.of(here)));
        assertEquals("404 no store ''", refusal(path, "", null));
    }

    private String refusal(String path, String asked, @Nullable Set<String> stores) {
        var e = assertThrows(ProblemException.class, () -> get(path, Map.of("store", asked), stores));
        return e.problem().status() + " " + e.problem().detail();
    }

    @Test
    void aTrialBalanceIsOfTheStoresThatACallerMaySeeAlone() throws ProblemException {
        var other = world.welcomed("other", 2);
        other.append(new ShiftOpened("drawer-1", eur(10_000)));
        other.cashSale(700);
        world.send(other, 1, other.last());
        Set<String> own = Set.of(store.place.store());
        JsonNode alone = get("/v1/reports/trial-balance", Map.of(), own);
        assertEquals(get("/v1/reports/trial-balance", Map.of("store", store.place.store()), null), alone);
        assertEquals(alone.path("accounts"), get("/v1/ledger/accounts", Map.of(), own).path("items"));
        assertTrue(alone.path("accounts").size() < get("/v1/reports/trial-balance", Map.of(), null)
                .path("accounts").size(), "the other store's drawer is not among them");
        assertFalse(alone.toString().contains(other.place.store()), alone.toString());
    }

    @Test
    void anotherTenantSeesNothing() throws ProblemException {
        var stranger = new Caller("another", "c", Set.of(), null);
        var e = assertThrows(ProblemException.class,
                () -> call("GET", "/v1/payments/" + attempt, Map.of(), new byte[0], stranger));
        assertEquals(404, e.problem().status());
        JsonNode all = Json
                .readTree(call("GET", "/v1/ledger/entries", Map.of(), new byte[0], stranger).body());
        assertEquals(0, all.path("items").size());
    }

    @Test
    void aStoreIsPutAndReadBack() throws ProblemException {
        String name = world.tenant + "-new";
        byte[] body = """
                {"legalEntity":"acme","name":"New","zone":"Europe/Berlin","currency":"EUR","agents":[],
                 "cardContracts":[{"acquirer":"nordpay","merchantId":"M9","terminalId":"T9",
                   "cardNames":["girocard"],"validFrom":"2026-01-01"}]}""".getBytes(UTF_8);
        assertEquals(201, put(name, body).status());
        assertEquals(200, put(name, body).status());
        assertEquals("nordpay",
                get("/v1/stores/" + name, Map.of(), null).at("/cardContracts/0/acquirer").asText());
        byte[] wrong = new String(body, UTF_8).replace("Europe/Berlin", "Mars/Olympus").getBytes(UTF_8);
        var e = assertThrows(ProblemException.class, () -> put(name, wrong));
        assertEquals("/zone", e.problem().errors().getFirst().pointer());
    }

    @Test
    void aStoreThatSomebodyElseHasChangedIsNotOverwritten() throws ProblemException {
        String name = world.tenant + "-shared";
        byte[] body = store("New", "Europe/Berlin", "EUR");
        assertEquals(412, refused(name, body, Map.of("if-match", "*")).status());
        Answer made = put(name, body, Map.of("if-none-match", "*"));
        String tag = made.headers().get("ETag");
        assertEquals(412, refused(name, body, Map.of("if-none-match", "*")).status());
        assertEquals(tag, call("GET", "/v1/stores/" + name, Map.of(), new byte[0],
                new Caller(world.tenant, "c", Set.of(), null)).headers().get("ETag"));
        boolean registered = world.database.inTransaction(
                tx -> world.stores.register(tx, world.tenant, name, world.tenant + "-box"));
        assertTrue(registered);
        assertEquals(412, refused(name, body, Map.of("if-match", tag)).status());
        String now = call("GET", "/v1/stores/" + name, Map.of(), new byte[0],
                new Caller(world.tenant, "c", Set.of(), null)).headers().get("ETag");
        assertEquals(200, put(name, body, Map.of("if-match", "\"other\", " + now)).status());
    }

    @ParameterizedTest
    @CsvSource({"New, +02:00, EUR, /zone", "New, UTC+2, EUR, /zone", "New, Europe/Berlin, XAU, /currency",
        "New, Europe/Berlin, XTS, /currency", "' ', Europe/Berlin, EUR, /name"})
    void whatAStoreCannotBeIsRefused(String title, String zone, String currency, String pointer) {
        assertEquals(pointer, refused(world.tenant + "-odd", store(title, zone, currency), Map.of()).errors()
                .getFirst().pointer());
    }

    @Test
    void datesThatNoCalendarHasAreRefused() {
        byte[] body = new String(store("New", "Europe/Berlin", "EUR"), UTF_8)
                .replace("\"cardContracts\":[]",
                        """
                                "cardContracts":[{"acquirer":"nordpay","merchantId":"M9","terminalId":"T9","cardNames":[],
                                  "validFrom":"+5874898-12-31"}]""")
                .getBytes(UTF_8);
        assertEquals(400, refused(world.tenant + "-far", body, Map.of()).status());
        var e = assertThrows(ProblemException.class,
                () -> get("/v1/payments", Map.of("businessDate", "+5874898-01-01"), null));
        assertEquals(400, e.problem().status());
    }

    @ParameterizedTest
    @CsvSource({"/v1/payments, x", "/v1/ledger/entries, x", "/v1/ledger/accounts, x",
        "/v1/ledger/accounts/assets:tender-received/lines, x", "/v1/stores, 'a\0b'", "/v1/incidents, x"})
    void aCursorThatNoListGaveIsRefused(String path, String position) {
        var call = new Call("GET", path, Map.of(), Map.of(), Map.of(), new byte[0], null, "r", "tp");
        String forged = Page.cursor(call, position);
        var e = assertThrows(ProblemException.class, () -> get(path, Map.of("cursor", forged), null));
        assertEquals("?cursor", e.problem().errors().getFirst().pointer());
    }

    private static byte[] store(String title, String zone, String currency) {
        return """
                {"legalEntity":"acme","name":"%s","zone":"%s","currency":"%s","agents":[],"cardContracts":[]}"""
                .formatted(title, zone, currency).getBytes(UTF_8);
    }

    private Problem refused(String name, byte[] body, Map<String, String> headers) {
        return assertThrows(ProblemException.class, () -> put(name, body, headers)).problem();
    }

    private Answer put(String name, byte[] body) throws ProblemException {
        return put(name, body, Map.of());
    }

    private Answer put(String name, byte[] body, Map<String, String> headers) throws ProblemException {
        return call("PUT", "/v1/stores/" + name, Map.of(), headers, body,
                new Caller(world.tenant, "c", Set.of(), null));
    }

    private JsonNode get(String path, Map<String, String> query, @Nullable Set<String> stores)
            throws ProblemException {
        return Json.readTree(
                call("GET", path, query, new byte[0], new Caller(world.tenant, "c", Set.of(), stores))
                        .body());
    }

    private Answer call(String method, String path, Map<String, String> query, byte[] body, Caller caller)
            throws ProblemException {
        return call(method, path, query, Map.of(), body, caller);
    }

    private Answer call(String method, String path, Map<String, String> query, Map<String, String> headers,
            byte[] body, Caller caller) throws ProblemException {
        for (Route route : routes) {
            var parameters = match(route.path(), path);
            if (route.method().equals(method) && parameters != null) {
                var call = new Call(method, path, parameters, query, headers, body, caller, "r", "tp");
                return switch (route.handler()) {
                    case Route.Handler.Query asked -> asked.answer(call);
                    case Route.Handler.Command command -> inTransaction(command, call);
                };
            }
        }
        throw new AssertionError("no route " + method + " " + path);
    }

    private Answer inTransaction(Route.Handler.Command command, Call call) throws ProblemException {
        var refusal = new ArrayList<ProblemException>();
        var answers = new ArrayList<Answer>();
        world.database.inTransaction(tx -> {
            try {
                return answers.add(command.answer(call, tx));
            } catch (ProblemException e) {
                return refusal.add(e);
            }
        });
        if (!refusal.isEmpty()) {
            throw refusal.getFirst();
        }
        return answers.getFirst();
    }

    private static @Nullable Map<String, String> match(String template, String path) {
        String[] expected = template.split("/", -1);
        String[] actual = path.split("/", -1);
        if (expected.length != actual.length) {
            return null;
        }
        var parameters = new HashMap<String, String>();
        for (int i = 0; i < expected.length; i++) {
            if (expected[i].startsWith("{")) {
                parameters.put(expected[i].substring(1, expected[i].length() - 1), actual[i]);
            } else if (!expected[i].equals(actual[i])) {
                return null;
            }
        }
        return parameters;
    }
}
