package io.tillpost.central.idempotency.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.DatabaseException;
import io.tillpost.central.database.DatabaseSettings;
import io.tillpost.central.database.PostgresDatabase;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.HttpLimits;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.http.TestServer;
import io.tillpost.central.idempotency.IdempotencyKey;
import io.tillpost.central.idempotency.sql.KeptAnswerTable;
import io.tillpost.central.vault.TestVault;
import io.tillpost.protocol.json.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The table in docs/reference/idempotency.md, row by row, each with 1, 8 and 64 requests at once, over real HTTP and a
/// real PostgreSQL.
class CommandFilterTest {
    private static final AtomicInteger KEYS = new AtomicInteger();
    private static final AtomicBoolean BROKEN = new AtomicBoolean();
    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static TestDatabase database;
    private static TestServer server;

    record Order(long amount, @Nullable String note) {}

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
        database.execute(
                "create table effect (tag text not null); grant select, insert on effect to tillpost_runtime");
        var filter = new CommandFilter(database.database(), new KeptAnswerTable(TestVault.VAULT),
                Clock.systemUTC(),
                (transaction, exchange, _) -> insert(transaction, "sealed " + exchange.call().requestId()),
                4);
        server = TestServer.start(HttpLimits.defaults(),
                List.of(Route.command("POST", "/orders", "order", "x", CommandFilterTest::order)
                        .withParameters("mode"),
                        Route.command("PUT", "/orders", "putOrder", "x", CommandFilterTest::order),
                        Route.command("PATCH", "/orders", "patchOrder", "x", CommandFilterTest::order),
                        Route.command("POST", "/files", "upload", "x", CommandFilterTest::upload)
                                .receiving(1 << 20, "application/xml")),
                filter);
    }

    @AfterAll
    static void stop() {
        server.close();
        database.close();
    }

    @BeforeEach
    void heal() {
        BROKEN.set(false);
        database.execute("truncate effect");
    }

    /// The command under test: books the amount, unless the amount says how to refuse or fail.
    private static Answer order(Call call, Transaction transaction) throws ProblemException {
        var order = call.json(Order.class);
        insert(transaction, "order " + order.amount());
        if (order.amount() == 409) {
            throw Problem.conflict("shop-closed", "the shop is closed").exception();
        }
        if (order.amount() == 410) {
            throw Problem.conflict("shop-busy", "ask again").retryLater().exception();
        }
        if (order.amount() == 403) {
            throw Problem.of(403, "not-yours", "No", "not your order").exception();
        }
        if (order.amount() == 500) {
            throw new IllegalStateException("a bug");
        }
        if (order.amount() == 503) {
            return Answer.json(503, Map.of("down", true));
        }
        if (order.amount() == 777 && BROKEN.get()) {
            throw new IllegalStateException("the first attempt dies");
        }
        if (order.amount() == 888) {
            insert(transaction, null);
        }
        return Answer.created("/orders/" + order.amount(), order);
    }

    private static Answer upload(Call call, Transaction transaction) {
        insert(transaction, "file " + call.body().length);
        return Answer.ok(Map.of("bytes", call.body().length));
    }

    private static void insert(Transaction transaction, @Nullable String tag) {
        try (var statement = Database.connection(transaction)
                .prepareStatement("insert into effect values (?)")) {
            statement.setString(1, tag);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /// One row of the table: what is sent at once, how often each answer comes back, and how often the effect is there.
    record Row(String name, String body, Map<String, Integer> ofOne, int effects) {
        @Override
        public String toString() {
            return name;
        }

        /// The answers that `times` simultaneous requests must get: the first as `first`, the others as `others`.
        static Row frozen(String name, String body, String status, int effects) {
            return new Row(name, body, Map.of(status, 1, status + " replayed", -1), effects);
        }

        static Row notFrozen(String name, String body, String status) {
            return new Row(name, body, Map.of(status, -1), 0);
        }
    }

    static Stream<Row> rows() {
        return Stream.of(Row.frozen("a success is kept", "{\"amount\":1}", "201", 1),
                Row.frozen("a refusal by the state of things is kept", "{\"amount\":409}", "409", 0),
                Row.notFrozen("a refusal worth a retry is not kept", "{\"amount\":410}", "409"),
                Row.notFrozen("a refusal for who asks is not kept", "{\"amount\":403}", "403"),
                Row.notFrozen("a malformed body is not kept", "{\"amount\":\"x\"}", "400"),
                Row.notFrozen("an unknown field is not kept", "{\"amount\":1,\"x\":1}", "400"),
                Row.notFrozen("a body that is no JSON is not kept", "{", "400"),
                Row.notFrozen("an exception is not kept", "{\"amount\":500}", "500"),
                Row.notFrozen("a returned 5xx is not kept", "{\"amount\":503}", "503"),
                Row.notFrozen("a failed statement is not kept", "{\"amount\":888}", "500"));
    }

    static Stream<Arguments> matrix() {
        return rows().flatMap(row -> Stream.of(1, 8, 64)
                .map(times -> Arguments.of(row, times)));
    }

    @ParameterizedTest(name = "{0}, {1} at once")
    @MethodSource("matrix")
    void theTableHolds(Row row, int times) throws Exception {
        String key = newKey();
        Map<String, Integer> expected = new TreeMap<>();
        row.ofOne.forEach((answer, count) -> expected.put(answer,
                count == 1 ? 1 : row.ofOne.size() == 1 ? times : times - 1));
        expected.values().removeIf(count -> count == 0);
        assertEquals(expected, tally(times, () -> post(key, row.body)), row.name);
        assertEquals(row.effects, effects("order %"), row.name);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 64})
    void anotherBodyUnderTheSameKeyIsRefusedWhoeverComesFirst(int times) throws Exception {
        String key = newKey();
        var amounts = new AtomicInteger(1000);
        Map<String, Integer> answers = tally(times,
                () -> post(key, "{\"amount\":" + amounts.incrementAndGet() + "}"));
        assertEquals(1, answers.get("201"));
        assertEquals(times - 1, answers.getOrDefault("422", 0));
        assertEquals(1, effects("order %"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 64})
    void otherKeysAreOtherCommands(int times) throws Exception {
        assertEquals(Map.of("201", times), tally(times, () -> post(newKey(), "{\"amount\":5}")));
        assertEquals(times, effects("order %"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 64})
    void otherTenantsHaveTheirOwnKeys(int times) throws Exception {
        String key = newKey();
        var tenants = new AtomicInteger();
        assertEquals(Map.of("201", times), tally(times, () -> send("POST", "/orders", key, "{\"amount\":5}",
                request -> request.header("Test-Caller", "tenant-" + tenants.incrementAndGet() + "/erp"))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 64})
    void twoClientsOfOneTenantAreTheSameAsker(int times) throws Exception {
        String key = newKey();
        var clients = new AtomicInteger();
        var answers = tally(times, () -> send("POST", "/orders", key, "{\"amount\":6}",
                request -> request.header("Test-Caller", "acme/client-" + clients.incrementAndGet())));
        assertEquals(1, answers.get("201"));
        assertEquals(1, effects("order %"));
    }

    @Test
    void theReplayIsTheFirstAnswerToTheByte() {
        String key = newKey();
        var first = post(key, "{\"amount\":7,\"note\":\"a\"}");
        var second = post("\"" + key + "\"", "{ \"note\": \"a\", \"amount\": 7 }");
        assertEquals(first.body(), second.body());
        assertEquals(first.statusCode(), second.statusCode());
        assertEquals(first.headers().firstValue("Location"), second.headers().firstValue("Location"));
        assertEquals("true", second.headers().firstValue("Idempotent-Replayed").orElseThrow());
        assertTrue(first.headers().firstValue("Idempotent-Replayed").isEmpty());
        assertFalse(
                first.headers().firstValue("Request-Id").equals(second.headers().firstValue("Request-Id")));
    }

    @Test
    void aKeptRefusalStaysThoughTheStateHasChanged() {
        String key = newKey();
        var first = post(key, "{\"amount\":409}");
        var second = post(key, "{\"amount\":409}");
        assertEquals(409, second.statusCode());
        assertEquals(first.body(), second.body());
        assertEquals("application/problem+json", second.headers().firstValue("Content-Type").orElseThrow());
    }

    @Test
    void aFailedAttemptLeavesNothingAndTheRetryWorks() {
        String key = newKey();
        BROKEN.set(true);
        assertEquals(500, post(key, "{\"amount\":777}").statusCode());
        assertEquals(0, effects("%"));
        BROKEN.set(false);
        var retry = post(key, "{\"amount\":777}");
        assertEquals(201, retry.statusCode());
        assertTrue(retry.headers().firstValue("Idempotent-Replayed").isEmpty());
        assertEquals(1, effects("order %"));
    }

    @Test
    void aDifferenceIsNamedByItsPlace() {
        String key = newKey();
        post(key, "{\"amount\":9007199254740992,\"note\":\"a\"}");
        var other = post(key, "{\"amount\":9007199254740993}");
        assertEquals(422, other.statusCode());
        assertEquals(List.of("/amount", "/note"), pointers(other));
        var query = send("POST", "/orders?mode=x", key, "{\"amount\":9007199254740992,\"note\":\"a\"}",
                UnaryOperator.identity());
        assertEquals(List.of("?mode"), pointers(query));
        var method = send("PATCH", "/orders", key, "{\"amount\":9007199254740992,\"note\":\"a\"}",
                UnaryOperator.identity());
        assertEquals(List.of("#method"), pointers(method));
    }

    @Test
    void filesAreComparedByTheirBytes() {
        String key = newKey();
        UnaryOperator<HttpRequest.Builder> xml = request -> request.setHeader("Content-Type",
                "application/xml");
        assertEquals(200, send("POST", "/files", key, "<a/>", xml).statusCode());
        assertEquals("true", send("POST", "/files", key, "<a/>", xml).headers()
                .firstValue("Idempotent-Replayed")
                .orElseThrow());
        var other = send("POST", "/files", key, "<a />", xml);
        assertEquals(List.of("#body"), pointers(other));
        assertEquals(1, effects("file %"));
    }

    @Test
    void moneyRoutesWantAKeyAndPutMayDoWithout() {
        assertCode(400, "idempotency-key-required", send("POST", "/orders", null, "{\"amount\":1}",
                UnaryOperator.identity()));
        assertCode(400, "idempotency-key-required", send("PATCH", "/orders", null, "{\"amount\":1}",
                UnaryOperator.identity()));
        assertEquals(201, send("PUT", "/orders", null, "{\"amount\":1}", UnaryOperator.identity())
                .statusCode());
        assertEquals(1, effects("order %"));
    }

    @Test
    void malformedKeysAreRefused() {
        for (String key : List.of("\"", "\"a", "a b", "a,b", "\"\"", "k".repeat(256), "\"a\"b", "\"\\x\"")) {
            assertCode(400, "idempotency-key-malformed", post(key, "{\"amount\":1}"));
        }
        assertEquals(201, post("k".repeat(250) + KEYS.incrementAndGet(), "{\"amount\":1}").statusCode());
        assertEquals(201, post("\"a \\\"quoted\\\" key " + newKey() + "\"", "{\"amount\":1}").statusCode());
    }

    @Test
    void aNarrowedCallerDoesNotSeeTheAnswerOfAWiderOne() {
        String key = newKey();
        post(key, "{\"amount\":3}");
        assertCode(403, "idempotency-key-of-another-caller", send("POST", "/orders", key, "{\"amount\":3}",
                request -> request.header("Test-Caller", "acme/shop/store-1")));
    }

    @Test
    void anotherNodeAtWorkOnTheKeyMakesTheTwinWaitAndThenComeBackLater() throws Exception {
        String key = newKey();
        var filter = new CommandFilter(database.database(), new KeptAnswerTable(TestVault.VAULT),
                Clock.systemUTC(),
                (_, _, _) -> {}, 4, PATIENCE);
        var locked = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var node = TestServer.start(HttpLimits.defaults(),
                List.of(Route.command("POST", "/orders", "order", "x", CommandFilterTest::order)), filter);
                var other = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> holder = other.submit(() -> database.database().inTransaction(transaction -> {
                boolean free = new KeptAnswerTable(TestVault.VAULT).lock(transaction, "acme",
                        new IdempotencyKey(key), PATIENCE);
                locked.countDown();
                awaitQuietly(release);
                return free;
            }));
            locked.await();
            var twin = node.send(node.request("/orders")
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", key)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"amount\":1}")));
            assertCode(409, "request-in-progress", twin);
            assertEquals("1", twin.headers().firstValue("Retry-After").orElseThrow());
            release.countDown();
            assertTrue(holder.get());
        }
        assertEquals(201, post(key, "{\"amount\":1}").statusCode());
    }

    @Test
    void commandsThatWaitForOthersLeaveConnectionsToTheRest() throws Exception {
        var settings = database.settings();
        var release = new CountDownLatch(1);
        var waiting = new Semaphore(0);
        try (var pool = PostgresDatabase.open(new DatabaseSettings(settings.url(), settings.user(),
                settings.password(), 2, DatabaseSettings.Durability.NOT_NEEDED));
                var clients = Executors.newVirtualThreadPerTaskExecutor();
                var node = TestServer.start(HttpLimits.defaults(),
                        List.of(Route.command("PUT", "/waits", "wait", "x", (_, _) -> {
                            waiting.release();
                            awaitQuietly(release);
                            return Answer.ok(Map.of());
                        }).bodiless(), Route.query("GET", "/rows", "read", "x",
                                _ -> pool.inTransaction(_ -> Answer.ok(Map.of())))),
                        new CommandFilter(pool, new KeptAnswerTable(TestVault.VAULT), Clock.systemUTC(),
                                (_, _, _) -> {}, 1, PATIENCE))) {
            var put = node.request("/waits").PUT(HttpRequest.BodyPublishers.noBody());
            Future<HttpResponse<String>> first = clients.submit(() -> node.send(put));
            waiting.acquire();
            var second = node.send(put);
            assertCode(503, "overloaded", second);
            assertEquals("1", second.headers().firstValue("Retry-After").orElseThrow());
            assertEquals(200, node.send(node.request("/rows").GET()).statusCode());
            release.countDown();
            assertEquals(200, first.get().statusCode());
            assertEquals(200, node.send(put).statusCode());
        }
    }

    @Test
    void recordsCannotBeChanged() {
        post(newKey(), "{\"amount\":1}");
        for (String change : List.of("update idempotency_record set status = 200",
                "delete from idempotency_record", "truncate idempotency_record")) {
            assertThrows(DatabaseException.class,
                    () -> database.execute(change));
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> pointers(HttpResponse<String> answer) {
        assertEquals(422, answer.statusCode(), answer.body());
        var pointers = new ArrayList<String>();
        Json.readTree(answer.body().getBytes(StandardCharsets.UTF_8))
                .get("errors")
                .forEach(error -> pointers.add(error.get("pointer").textValue()));
        return pointers;
    }

    private static void assertCode(int status, String code, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("\"" + code + "\""), answer.body());
    }

    private interface Request {
        HttpResponse<String> send();
    }

    /// How often each answer came back: its status, and whether it was a replay.
    private static Map<String, Integer> tally(int times, Request request) throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var start = new CountDownLatch(1);
            var answers = new ArrayList<Future<String>>();
            for (int i = 0; i < times; i++) {
                answers.add(clients.submit(() -> {
                    start.await();
                    var answer = request.send();
                    return answer.statusCode()
                            + (answer.headers().firstValue("Idempotent-Replayed").isPresent()
                                    ? " replayed"
                                    : "");
                }));
            }
            start.countDown();
            var seen = new ArrayList<String>();
            for (Future<String> answer : answers) {
                seen.add(answer.get());
            }
            return seen.stream()
                    .collect(Collectors.toMap(answer -> answer, _ -> 1, Integer::sum, TreeMap::new));
        }
    }

    private static int effects(String like) {
        return Integer.parseInt(database.value("select count(*) from effect where tag like '" + like + "'"));
    }

    private static String newKey() {
        return "key-" + KEYS.incrementAndGet();
    }

    private static HttpResponse<String> post(String key, String body) {
        return send("POST", "/orders", key, body, UnaryOperator.identity());
    }

    private static HttpResponse<String> send(String method, String path, @Nullable String key, String body,
            UnaryOperator<HttpRequest.Builder> more) {
        var request = server.request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return server.send(more.apply(request));
    }
}
