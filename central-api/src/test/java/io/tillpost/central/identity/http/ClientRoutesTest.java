package io.tillpost.central.identity.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.tillpost.central.TestNode;
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.ClientSecret;
import io.tillpost.central.identity.Scopes;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Clients are made, shown, given new secrets, disabled and enabled over the API.
class ClientRoutesTest {
    private static TestNode node;
    private static String all;
    private static String berlin;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        all = node.token();
        var secret = ClientSecret.create(new SecureRandom());
        node.addClient(new ApiClient(TestNode.TENANT, "berlin-it", secret.hash(),
                Set.of("keys:manage", "ledger:read"), Set.of("berlin"), Instant.now(), null));
        berlin = node.token("berlin-it", secret);
        node.addClient(
                new ApiClient("others", "theirs", secret.hash(), Scopes.ALL, null, Instant.now(), null));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static HttpResponse<String> post(String token, String path, String body) {
        return node.post(path, token, UUID.randomUUID().toString(), body);
    }

    private static String wanted(String id, String more) {
        return "{\"clientId\":\"" + id + "\",\"method\":\"client_secret_basic\",\"scopes\":[\"ledger:read\"]"
                + more
                + "}";
    }

    private static String made(String token, String id, String more) {
        var answer = post(token, "/v1/clients", wanted(id, more));
        assertEquals(201, answer.statusCode(), answer.body());
        return TestNode.json(answer).get("clientSecret").textValue();
    }

    private static void assertRefused(int status, String code, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(code, TestNode.json(answer).get("code").textValue());
    }

    @Test
    void aSecretIsInTheFirstAnswerAndNowhereElse() {
        String key = UUID.randomUUID().toString();
        var first = node.post("/v1/clients", all, key, wanted("once", ""));
        String secret = TestNode.json(first).get("clientSecret").textValue();
        assertFalse(node.token("once", new ClientSecret(secret)).isEmpty());
        var again = node.post("/v1/clients", all, key, wanted("once", ""));
        assertEquals(201, again.statusCode());
        assertTrue(TestNode.json(again).get("clientSecret").isNull(), again.body());
        assertFalse(node.get("/v1/clients/once", all).body().contains("clientSecret"));
        assertFalse(node.get("/v1/clients", all).body().contains(secret));
    }

    @Test
    void twoSecretsAreGoodWhileAClientChangesOver() {
        String first = made(all, "rotating", "");
        String second = rotated();
        assertFalse(node.token("rotating", new ClientSecret(first)).isEmpty());
        assertFalse(node.token("rotating", new ClientSecret(second)).isEmpty());
        assertEquals(2, TestNode.json(node.get("/v1/clients/rotating", all)).get("secrets").intValue());
        String third = rotated();
        assertFalse(node.token("rotating", new ClientSecret(third)).isEmpty());
        assertFalse(node.token("rotating", new ClientSecret(second)).isEmpty());
        awaitRefused("rotating", first);
    }

    @Test
    void aSecretThatNobodyGotIsReplacedAndTheOneInUseStays() {
        String first = made(all, "lost-one", "");
        String lost = secret(post(all, "/v1/clients/lost-one/secrets", "{}"));
        String third = secret(lost("lost-one", rotatedAt("lost-one")));
        assertTrue(isAccepted("lost-one", first));
        assertTrue(isAccepted("lost-one", third));
        awaitRefused("lost-one", lost);
        assertEquals(2, TestNode.json(node.get("/v1/clients/lost-one", all)).get("secrets").intValue());
        String fourth = secret(lost("lost-one", rotatedAt("lost-one")));
        assertTrue(isAccepted("lost-one", first));
        assertTrue(isAccepted("lost-one", fourth));
        awaitRefused("lost-one", third);
    }

    /// Whoever got no answer cannot know whether the rotation was.
    @Test
    void aRotationThatNeverWasCannotHaveBeenLost() {
        String only = made(all, "never-rotated", "");
        assertFalse(node.get("/v1/clients/never-rotated", all).body().contains("rotatedAt"));
        assertRefused(409, "rotation-not-last", lost("never-rotated", Instant.now().toString()));
        assertTrue(isAccepted("never-rotated", only));

        String before = made(all, "rotated-once", "");
        String inUse = secret(post(all, "/v1/clients/rotated-once/secrets", "{}"));
        String then = rotatedAt("rotated-once");
        for (Instant other : List.of(Instant.parse(then).plusMillis(1), Instant.EPOCH)) {
            assertRefused(409, "rotation-not-last", lost("rotated-once", other.toString()));
        }
        assertTrue(isAccepted("rotated-once", inUse));
        assertTrue(isAccepted("rotated-once", before));
        secret(post(all, "/v1/clients/rotated-once/secrets", "{}"));
        assertRefused(409, "rotation-not-last", lost("rotated-once", then));
        assertTrue(isAccepted("rotated-once", inUse));

        for (String body : List.of("{\"forgotten\":true}", "{\"lost\":true}", "{\"lost\":\"yesterday\"}")) {
            assertRefused(400, "malformed-request", post(all, "/v1/clients/rotated-once/secrets", body));
        }
    }

    /// A node of an older version, which rotates without saying when.
    @Test
    void aRotationOfUnknownTimeCannotBeNamed() {
        made(all, "rotated-elsewhere", "");
        secret(post(all, "/v1/clients/rotated-elsewhere/secrets", "{}"));
        String then = rotatedAt("rotated-elsewhere");
        node.database().execute("update api_client set secret_hash = sha256('elsewhere'), "
                + "previous_secret_hash = secret_hash where client_id = 'rotated-elsewhere'");
        assertRefused(409, "rotation-not-last", lost("rotated-elsewhere", then));
        secret(post(all, "/v1/clients/rotated-elsewhere/secrets", "{}"));
        secret(lost("rotated-elsewhere", rotatedAt("rotated-elsewhere")));
    }

    private static HttpResponse<String> lost(String client, String rotatedAt) {
        return post(all, "/v1/clients/" + client + "/secrets", "{\"lost\":\"" + rotatedAt + "\"}");
    }

    private static String rotatedAt(String client) {
        return TestNode.json(node.get("/v1/clients/" + client, all)).path("rotatedAt").asText();
    }

    private static void awaitRefused(String client, String secret) {
        Instant rotated = Instant.now();
        while (isAccepted(client, secret)) {
            assertTrue(Instant.now().isBefore(rotated.plusSeconds(5)), "it is still good after 5 s");
            Thread.onSpinWait();
        }
    }

    private static boolean isAccepted(String client, String secret) {
        try {
            return !node.token(client, new ClientSecret(secret)).isEmpty();
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static String rotated() {
        return secret(post(all, "/v1/clients/rotating/secrets", "{}"));
    }

    private static String secret(HttpResponse<String> answer) {
        assertEquals(201, answer.statusCode(), answer.body());
        return TestNode.json(answer).get("clientSecret").textValue();
    }

    @Test
    void aClientWithKeysHasNoSecret() throws Exception {
        String keys = new JWKSet(new ECKeyGenerator(Curve.P_256).keyID("k").generate()).toString(true);
        var answer = post(all, "/v1/clients", "{\"clientId\":\"by-key\",\"method\":\"private_key_jwt\","
                + "\"scopes\":[\"ledger:read\"],\"requireDpop\":true,\"publicKeys\":" + keys + "}");
        assertEquals(201, answer.statusCode(), answer.body());
        assertFalse(TestNode.json(answer).has("clientSecret"));
        assertTrue(TestNode.json(answer).get("requireDpop").booleanValue());
        assertRefused(409, "client-has-no-secret", post(all, "/v1/clients/by-key/secrets", "{}"));
    }

    @Test
    void aKeyThatIsNoneOrPrivateIsRefusedAndNotRepeated() throws Exception {
        var key = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
        var answer = post(all, "/v1/clients", "{\"clientId\":\"leaky\",\"method\":\"private_key_jwt\","
                + "\"scopes\":[\"ledger:read\"],\"publicKeys\":" + new JWKSet(key).toString(false) + "}");
        assertRefused(422, "client-not-valid", answer);
        assertFalse(answer.body().contains(key.getD().toString()), answer.body());
        for (String more : List.of(",\"publicKeys\":{\"keys\":[]}", ",\"certificateSubject\":\"CN=x\"",
                ",\"certificateSha256\":[\"ab\"]")) {
            assertRefused(422, "client-not-valid", post(all, "/v1/clients", wanted("extra", more)));
        }
        assertRefused(422, "client-not-valid", post(all, "/v1/clients", wanted("Bad Id", "")));
        assertRefused(422, "client-not-valid", post(all, "/v1/clients",
                wanted("odd", "").replace("client_secret_basic", "none")));
        assertRefused(422, "client-not-valid", post(all, "/v1/clients",
                wanted("odd", "").replace("ledger:read", "everything:all")));
        assertRefused(400, "malformed-request", post(all, "/v1/clients", wanted("odd", ",\"admin\":true")));
        assertRefused(409, "client-id-taken", post(all, "/v1/clients", wanted("theirs", "")));
    }

    @Test
    void disablingTakesEffectWithin5SecondsAndIsTakenBack() {
        String secret = made(all, "leaver", "");
        String token = node.token("leaver", new ClientSecret(secret));
        assertEquals(403, node.get("/v1/audit", token).statusCode());
        var disabled = post(all, "/v1/clients/leaver/disable", "{}");
        assertTrue(TestNode.json(disabled).has("disabledAt"), disabled.body());
        await(401, token);
        var enabled = post(all, "/v1/clients/leaver/enable", "{}");
        assertFalse(TestNode.json(enabled).has("disabledAt"), enabled.body());
        await(403, token);
    }

    private static void await(int status, String token) {
        Instant from = Instant.now();
        while (node.get("/v1/audit", token).statusCode() != status) {
            assertTrue(Instant.now().isBefore(from.plusSeconds(5)), "not " + status + " after 5 s");
            Thread.onSpinWait();
        }
    }

    @Test
    void nobodyGivesAwayMoreThanTheyHold() {
        assertRefused(403, "beyond-own-rights", post(berlin, "/v1/clients",
                wanted("climber", "").replace("ledger:read", "payments:write")));
        assertRefused(403, "beyond-own-rights",
                post(berlin, "/v1/clients", wanted("climber", ",\"stores\":[\"bonn\"]")));
        made(berlin, "berlin-reader", "");
        var shown = TestNode.json(node.get("/v1/clients/berlin-reader", all));
        assertEquals("[\"berlin\"]", shown.get("stores").toString(), "narrowed as its maker is");
        made(all, "berlin-payer", ",\"stores\":[\"berlin\"]");
        String narrowed = node.token("keys:manage");
        assertRefused(403, "beyond-own-rights", post(narrowed, "/v1/clients/berlin-payer/secrets", "{}"));
        assertRefused(403, "beyond-own-rights", post(narrowed, "/v1/clients/berlin-payer/enable", "{}"));
    }

    @Test
    void anothersClientIsAnsweredLikeOneThatDoesNotExist() {
        made(all, "head-office", "");
        for (String token : List.of(all, berlin)) {
            String foreign = token.equals(all) ? "theirs" : "head-office";
            for (String path : List.of("/secrets", "/disable", "/enable")) {
                assertSame(foreign, post(token, "/v1/clients/" + foreign + path, "{}"),
                        post(token, "/v1/clients/nobody" + path, "{}"));
            }
            assertSame(foreign, node.get("/v1/clients/" + foreign, token),
                    node.get("/v1/clients/nobody", token));
        }
    }

    private static void assertSame(String foreign, HttpResponse<String> one, HttpResponse<String> other) {
        assertEquals(404, one.statusCode(), one.body());
        assertEquals(without(one.body().replace(foreign, "nobody")), without(other.body()));
    }

    private static String without(String body) {
        return body.replaceAll("\"requestId\":\"[^\"]+\"", "");
    }

    @Test
    void listsShowPagesOfWhatTheCallerMaySee() {
        made(all, "listed-1", ",\"stores\":[\"berlin\"]");
        made(all, "listed-2", "");
        var seen = new TreeSet<String>();
        String cursor = "";
        do {
            JsonNode page = TestNode.json(node.get("/v1/clients?limit=2" + cursor, all));
            page.get("items").forEach(item -> seen.add(item.get("clientId").textValue()));
            cursor = page.has("nextCursor") ? "&cursor=" + page.get("nextCursor").textValue() : "";
        } while (!cursor.isEmpty());
        assertTrue(seen.containsAll(Set.of("listed-1", "listed-2", "berlin-it")), seen.toString());
        assertFalse(seen.contains("theirs"));
        String narrow = node.get("/v1/clients?limit=200", berlin).body();
        assertTrue(narrow.contains("listed-1"), narrow);
        assertFalse(narrow.contains("listed-2"), narrow);
    }

    @Test
    void theAuditTrailHoldsNoSecret() {
        String secret = made(all, "quiet", "");
        assertEquals("0",
                node.database().value("select count(*) from audit_entry where audit_entry::text like '%"
                        + secret + "%'"));
    }
}
