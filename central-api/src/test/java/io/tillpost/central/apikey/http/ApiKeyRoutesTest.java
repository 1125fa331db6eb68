package io.tillpost.central.apikey.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.CapturedLog;
import io.tillpost.central.TestNode;
import io.tillpost.central.apikey.KeySecret;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// API keys over real HTTP: made, shown once, used, rotated, disabled, and never more than who made them.
class ApiKeyRoutesTest {
    private static final AtomicInteger COMMANDS = new AtomicInteger();
    private static final Duration PROMISED = Duration.ofSeconds(5);
    /// Never counted down.
    private static final CountDownLatch PAUSE = new CountDownLatch(1);
    private static TestNode node;
    private static CapturedLog log;
    private static String manager;

    @BeforeAll
    static void start() {
        log = CapturedLog.start();
        node = TestNode.start();
        manager = node.token();
    }

    @AfterAll
    static void stop() {
        node.close();
        log.close();
    }

    private static String command() {
        return "command-" + COMMANDS.incrementAndGet();
    }

    private static HttpResponse<String> create(String token, String json) {
        return node.post("/v1/api-keys", token, command(), json);
    }

    private static JsonNode created(String json) {
        var answer = create(manager, json);
        assertEquals(201, answer.statusCode(), answer.body());
        return TestNode.json(answer);
    }

    private static String secret(JsonNode key) {
        return key.get("secret").textValue();
    }

    private static int use(String secret) {
        return node.get("/v1/audit?limit=1", secret).statusCode();
    }

    private static JsonNode read(String id) {
        return TestNode.json(node.get("/v1/api-keys/" + id, manager));
    }

    /// A client with these scopes and stores, and its token.
    private static String clientToken(String tenant, String id, Set<String> scopes,
            @Nullable Set<String> stores) {
        var secret = node.addClient(tenant, id, scopes, stores);
        return node.token(id, secret);
    }

    private static void await(BooleanSupplier condition, String what) throws InterruptedException {
        Instant deadline = Instant.now().plus(PROMISED);
        while (!condition.getAsBoolean()) {
            assertTrue(Instant.now().isBefore(deadline), "not within " + PROMISED + ": " + what);
            PAUSE.await(50, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void aKeyIsShownOnceAndWorks() {
        var key = created("{\"name\":\"night export\",\"scopes\":[\"audit:read\"]}");
        String secret = secret(key);
        assertTrue(KeySecret.parse(secret).isPresent());
        assertEquals("live", key.get("mode").textValue());
        assertEquals("everything", key.get("createdBy").textValue());
        assertEquals(200, use(secret));
        assertEquals(403, node.get("/v1/stores", secret).statusCode());
        var shown = read(key.get("id").textValue());
        assertFalse(shown.has("secret"));
        assertEquals(1, shown.get("secrets").size());
        assertTrue(shown.has("lastUsedAt"));
        assertFalse(node.get("/v1/api-keys", manager).body().contains(secret));
    }

    @Test
    void aRepetitionMakesNoSecondKeyAndShowsNoSecret() {
        String command = command();
        String json = "{\"name\":\"again\",\"scopes\":[\"audit:read\"]}";
        var first = node.post("/v1/api-keys", manager, command, json);
        var second = node.post("/v1/api-keys", manager, command, json);
        assertEquals(TestNode.json(first).get("id"), TestNode.json(second).get("id"));
        assertTrue(TestNode.json(second).get("secret").isNull());
        assertEquals("/secret", second.headers().firstValue("Shown-Once").orElseThrow());
    }

    @Test
    void onlyAHashIsKept() {
        String secret = secret(created("{\"name\":\"hashed\",\"scopes\":[\"audit:read\"]}"));
        assertEquals("1", node.database().value(
                "select count(*) from api_key_secret where secret_hash = sha256('" + secret + "'::bytea)"));
        String random = secret.substring(23, 53);
        for (String table : Set.of("api_key", "api_key_secret", "audit_entry", "idempotency_record")) {
            assertEquals("0", node.database()
                    .value("select count(*) from " + table + " t where t::text like '%" + random + "%'"),
                    table);
        }
    }

    @Test
    void whatIsWrongIsRefusedAlike() {
        var key = created("{\"name\":\"wrong\",\"scopes\":[\"audit:read\"]}");
        String good = secret(key);
        String id = key.get("id").textValue();
        var otherSecret = KeySecret.create(KeySecret.Mode.LIVE, id, new Random(3)).value();
        var unknown = KeySecret.create(KeySecret.Mode.LIVE, "000000000000", new Random(4)).value();
        var bad = node.get("/v1/audit", otherSecret);
        assertEquals(401, bad.statusCode());
        assertEquals(withoutRequest(bad), withoutRequest(node.get("/v1/audit", unknown)));
        assertEquals(401, use(good.substring(0, good.length() - 1)));
        assertTrue(node.get("/v1/audit", good + "0").body().contains("checksum"));
        assertEquals(401, use("tpkey_"));
    }

    private static String withoutRequest(HttpResponse<String> answer) {
        return answer.body().replaceAll("\"requestId\":\"[^\"]*\"", "");
    }

    @Test
    void everySecretIsGoodForItsOverlapHoweverOftenItsKeyIsRotated() throws Exception {
        var key = created("{\"name\":\"rotated\",\"scopes\":[\"audit:read\"]}");
        String path = "/v1/api-keys/" + key.get("id").textValue() + "/secrets";
        String first = secret(key);
        assertEquals(200, use(first));
        var rotated = node.post(path, manager, command(), "{}");
        assertEquals(201, rotated.statusCode(), rotated.body());
        String second = secret(TestNode.json(rotated));
        assertNotEquals(first, second);
        await(() -> use(second) == 200, "the second secret works");
        assertEquals(200, use(first));
        assertEquals(2, read(key.get("id").textValue()).get("secrets").size());
        String third = secret(
                TestNode.json(node.post(path, manager, command(), "{\"overlapSeconds\":3600}")));
        await(() -> use(third) == 200, "the third secret works");
        assertEquals(200, use(first), "nobody may have got the second one");
        assertEquals(200, use(second));
        var ends = read(key.get("id").textValue()).get("secrets");
        assertEquals(3, ends.size());
        assertEquals(ends.get(1).get("endsAt"), ends.get(2).get("endsAt"), "an overlap is not prolonged");
        String fourth = secret(TestNode.json(node.post(path, manager, command(), "{\"overlapSeconds\":0}")));
        await(() -> use(third) == 401 && use(fourth) == 200, "no overlap was asked for");
        assertEquals(401, use(first));
        assertEquals(401, use(second));
        assertEquals(1, read(key.get("id").textValue()).get("secrets").size());
    }

    @Test
    void ofManySecretsTheOldestEndsBeforeItsTime() throws Exception {
        var key = created("{\"name\":\"many\",\"scopes\":[\"audit:read\"]}");
        String id = key.get("id").textValue();
        for (int i = 1; i < 10; i++) {
            node.post("/v1/api-keys/" + id + "/secrets", manager, command(), "{}");
        }
        assertEquals(10, read(id).get("secrets").size());
        assertEquals(200, use(secret(key)));
        node.post("/v1/api-keys/" + id + "/secrets", manager, command(), "{}");
        assertEquals(10, read(id).get("secrets").size());
        await(() -> use(secret(key)) == 401, "ten are the most");
    }

    @Test
    void aDisabledKeyIsRefusedWithinFiveSeconds() throws Exception {
        var key = created("{\"name\":\"disabled\",\"scopes\":[\"audit:read\"]}");
        String path = "/v1/api-keys/" + key.get("id").textValue();
        assertEquals(200, use(secret(key)));
        var disabled = node.post(path + "/disable", manager, command(), "");
        assertEquals("disabled", TestNode.json(disabled).get("state").textValue());
        await(() -> use(secret(key)) == 401, "the key is refused");
        var late = node.post(path + "/secrets", manager, command(), "{}");
        assertEquals(409, late.statusCode());
        assertTrue(late.body().contains("api-key-not-good"));
    }

    @Test
    void aKeyEndsWhenItWasToldTo() throws Exception {
        var key = created("{\"name\":\"short\",\"scopes\":[\"audit:read\"],\"expiresAt\":\""
                + Instant.now().plusMillis(1_500) + "\"}");
        assertEquals(200, use(secret(key)));
        await(() -> use(secret(key)) == 401, "the key has expired");
        assertEquals("expired", read(key.get("id").textValue()).get("state").textValue());
    }

    @Test
    void nobodyGivesAwayMoreThanTheyHold() {
        String clerk = clientToken(TestNode.TENANT, "clerk", Set.of("keys:manage", "audit:read"),
                Set.of("store-1", "store-2"));
        var more = create(clerk, "{\"name\":\"x\",\"scopes\":[\"ledger:read\"],\"stores\":[\"store-1\"]}");
        assertEquals(403, more.statusCode());
        assertTrue(more.body().contains("more-than-you-hold"), more.body());
        for (String stores : Set.of("", ",\"stores\":[\"store-3\"]",
                ",\"stores\":[\"store-1\",\"store-3\"]")) {
            assertEquals(403, create(clerk, "{\"name\":\"x\",\"scopes\":[\"audit:read\"]" + stores + "}")
                    .statusCode(), stores);
        }
        assertEquals(201, create(clerk,
                "{\"name\":\"x\",\"scopes\":[\"audit:read\"],\"stores\":[\"store-1\"]}").statusCode());
        var mighty = created("{\"name\":\"mighty\",\"scopes\":[\"ledger:read\"],\"stores\":[\"store-1\"]}");
        var taken = node.post("/v1/api-keys/" + mighty.get("id").textValue() + "/secrets", clerk, command(),
                "{}");
        assertEquals(403, taken.statusCode(), "a new secret is as good as a new key");
    }

    @Test
    void keysOfOthersAreNotThere() {
        var mine = created("{\"name\":\"mine\",\"scopes\":[\"audit:read\"],\"stores\":[\"store-9\"]}");
        String stranger = clientToken("other", "stranger", Set.of("keys:manage"), null);
        String elsewhere = clientToken(TestNode.TENANT, "elsewhere", Set.of("keys:manage", "audit:read"),
                Set.of("store-1"));
        String id = mine.get("id").textValue();
        for (String token : Set.of(stranger, elsewhere)) {
            String unknown = withoutRequest(node.get("/v1/api-keys/000000000000", token));
            assertEquals(unknown.replace("000000000000", id),
                    withoutRequest(node.get("/v1/api-keys/" + id, token)));
            assertEquals(404,
                    node.post("/v1/api-keys/" + id + "/disable", token, command(), "").statusCode());
            assertEquals(404,
                    node.post("/v1/api-keys/" + id + "/secrets", token, command(), "{}").statusCode());
            assertFalse(node.get("/v1/api-keys?limit=200", token).body().contains(id));
        }
    }

    @Test
    void badWishesAreNamed() {
        for (String[] bad : new String[][]{{"{\"name\":\"\",\"scopes\":[\"audit:read\"]}", "/name"},
            {"{\"name\":\"x\",\"scopes\":[]}", "/scopes"},
            {"{\"name\":\"x\",\"scopes\":[\"fly\"]}", "/scopes"},
            {"{\"name\":\"x\",\"scopes\":[\"audit:read\"],\"stores\":[]}", "/stores"},
            {"{\"name\":\"x\",\"scopes\":[\"audit:read\"],\"mode\":\"prod\"}", "/mode"},
            {"{\"name\":\"x\",\"scopes\":[\"audit:read\"],\"expiresAt\":\"soon\"}", "/expiresAt"},
            {"{\"name\":\"x\",\"scopes\":[\"audit:read\"],\"expiresAt\":\"2020-01-01T00:00:00Z\"}",
                "/expiresAt"},
            {"{\"name\":\"x\",\"scopes\":[\"audit:read\"],\"secret\":\"mine\"}", "/secret"}}) {
            var answer = create(manager, bad[0]);
            assertEquals(400, answer.statusCode(), bad[0]);
            assertEquals(bad[1], TestNode.json(answer).at("/errors/0/pointer").textValue(), bad[0]);
        }
    }

    @Test
    void aKeyInAUrlIsRefusedAndNotLogged() {
        String secret = secret(created("{\"name\":\"leaky\",\"scopes\":[\"audit:read\"]}"));
        for (String url : List.of("/v1/api-keys/" + secret, "/v1/audit?client=" + secret,
                "/v1/audit?access_token=" + secret, "/v1/audit?" + secret, "/nowhere/" + secret,
                "/v1/api-keys/" + secret.replace("_", "%5f"),
                "/v1/api-keys/" + secret.replace("tpkey", "%74pkey"),
                "/v1/audit?key=" + secret.replace("tpkey", "%74pkey"))) {
            for (String token : new String[]{manager, null}) {
                var answer = node.get(url, token);
                assertEquals(400, answer.statusCode(), answer.body());
                assertEquals("secret-in-url", TestNode.json(answer).get("code").textValue());
                assertFalse(answer.body().contains(secret.substring(23)), answer.body());
            }
        }
        assertFalse(log.text().contains(secret.substring(23)), "the access log has a secret");
        assertEquals("0", node.database().value(
                "select count(*) from audit_entry t where t::text like '%" + secret.substring(23, 53)
                        + "%'"));
    }

    @Test
    void theLogHasNoSecret() {
        String secret = secret(created("{\"name\":\"quiet\",\"scopes\":[\"audit:read\"]}"));
        use(secret);
        use(KeySecret.create(KeySecret.Mode.LIVE, secret.substring(11, 23), new Random(5)).value());
        assertTrue(log.text().contains("createApiKey"), "the log was captured");
        assertFalse(log.text().contains(secret.substring(23)));
        assertFalse(log.text().contains(manager));
    }
}
