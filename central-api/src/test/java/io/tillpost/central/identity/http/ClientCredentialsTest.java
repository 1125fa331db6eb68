package io.tillpost.central.identity.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tillpost.central.TestNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Clients that prove who they are by keys or certificates change over to others.
class ClientCredentialsTest {
    private static final String ONE = "1".repeat(64);
    private static final String TWO = "2".repeat(64);

    private static TestNode node;
    private static String all;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        all = node.token();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void twoKeysAreGoodUntilOneIsTakenAway() throws Exception {
        ECKey old = key("2026");
        ECKey next = key("2027");
        made("changing", "private_key_jwt", "\"publicKeys\":" + set(old));
        assertTrue(isAccepted("changing", old));
        var shown = node.get(path("changing"), all);
        assertEquals(set(old), TestNode.json(shown).get("publicKeys").toString());

        var both = put("changing", "{\"publicKeys\":" + set(old, next) + "}", tag(shown));
        assertEquals(200, both.statusCode(), both.body());
        assertTrue(isAccepted("changing", old));
        assertTrue(isAccepted("changing", next));
        assertEquals(tag(both), tag(node.get(path("changing"), all)));

        assertRefused(412, "precondition-failed",
                put("changing", "{\"publicKeys\":" + set(next) + "}", tag(shown)));
        var alone = put("changing", "{\"publicKeys\":" + set(next) + "}", tag(both));
        assertEquals(200, alone.statusCode(), alone.body());
        assertEquals(200, put("changing", "{\"publicKeys\":" + set(next) + "}", tag(both)).statusCode(),
                "the same again, because its answer was lost");
        assertTrue(isAccepted("changing", next));
        Instant then = Instant.now();
        while (isAccepted("changing", old)) {
            assertTrue(Instant.now().isBefore(then.plusSeconds(5)), "it is still good after 5 s");
            Thread.onSpinWait();
        }
        assertEquals("3", node.database().value("select count(*) from audit_entry where operation = "
                + "'putClientCredentials' and status = 200 and 'client:changing' = any(touched)"));
    }

    @Test
    void certificatesAreExchangedLikewise() {
        made("by-name", "tls_client_auth", "\"certificateSubject\":\"CN=erp,O=Acme\"");
        assertEquals("[\"CN=erp,O=Acme\"]",
                TestNode.json(node.get(path("by-name"), all)).get("certificateSubjects").toString());
        var named = put("by-name", "{\"certificateSubjects\":[\"CN=erp,O=Acme\",\"CN=erp,O=Acme AG\"]}",
                null);
        assertEquals(200, named.statusCode(), named.body());
        assertEquals(named.body(), node.get(path("by-name"), all).body());

        made("by-hash", "self_signed_tls_client_auth", "\"certificateSha256\":[\"" + ONE + "\"]");
        var pinned = put("by-hash", "{\"certificateSha256\":[\"" + TWO + "\",\"" + ONE + "\"]}", "*");
        assertEquals("[\"" + ONE + "\",\"" + TWO + "\"]",
                TestNode.json(pinned).get("certificateSha256").toString());
        assertEquals(200, put("by-hash", "{\"certificateSha256\":[\"" + TWO + "\"]}", null).statusCode());
        assertEquals("[\"" + TWO + "\"]",
                TestNode.json(node.get(path("by-hash"), all)).get("certificateSha256").toString());
    }

    @Test
    void whatDoesNotGoWithTheMethodOrIsNoneIsRefused() throws Exception {
        made("by-key", "private_key_jwt", "\"publicKeys\":" + set(key("k")));
        for (String body : List.of("{}", "{\"publicKeys\":{\"keys\":[]}}",
                "{\"certificateSubjects\":[\"CN=x\"]}",
                "{\"publicKeys\":" + set(key("k")) + ",\"certificateSha256\":[\"" + ONE + "\"]}",
                "{\"publicKeys\":" + new JWKSet(key("k")).toString(false) + "}")) {
            assertRefused(422, "client-not-valid", put("by-key", body, null));
        }
        made("named", "tls_client_auth", "\"certificateSubject\":\"CN=a\"");
        for (String body : List.of("{\"certificateSubjects\":[]}",
                "{\"certificateSubjects\":[\"CN=a\",\"cn=A\"]}",
                "{\"certificateSubjects\":[\"CN=a\",\"CN=b\",\"CN=c\"]}",
                "{\"certificateSubjects\":[\"\"]}")) {
            assertRefused(422, "client-not-valid", put("named", body, null));
        }
        assertRefused(400, "malformed-request", put("named", "{\"method\":\"private_key_jwt\"}", null));
        var secret = node.post("/v1/clients", all, UUID.randomUUID().toString(),
                "{\"clientId\":\"with-secret\",\"method\":\"client_secret_basic\",\"scopes\":[\"ledger:read\"]}");
        assertEquals(201, secret.statusCode(), secret.body());
        assertRefused(409, "client-has-secret", put("with-secret", "{}", null));
        assertRefused(409, "client-has-secret", node.get(path("with-secret"), all));
    }

    @Test
    void nobodyGivesOthersKeysToAClientThatMayMore() throws Exception {
        made("payer", "private_key_jwt", "\"publicKeys\":" + set(key("k")));
        String narrowed = node.token("keys:manage");
        assertRefused(403, "beyond-own-rights",
                put(narrowed, "payer", "{\"publicKeys\":" + set(key("k")) + "}", null));
        assertRefused(404, "not-found", put("nobody", "{\"publicKeys\":" + set(key("k")) + "}", null));
        assertRefused(404, "not-found", node.get(path("nobody"), all));
    }

    private static ECKey key(String id) throws JOSEException {
        return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    }

    private static String set(ECKey... keys) {
        return new JWKSet(List.<com.nimbusds.jose.jwk.JWK>of(keys)).toString(true);
    }

    private static String path(String client) {
        return "/v1/clients/" + client + "/credentials";
    }

    private static void made(String id, String method, String more) {
        var answer = node.post("/v1/clients", all, UUID.randomUUID().toString(), "{\"clientId\":\"" + id
                + "\",\"method\":\"" + method + "\",\"scopes\":[\"ledger:read\"]," + more + "}");
        assertEquals(201, answer.statusCode(), answer.body());
    }

    private static HttpResponse<String> put(String client, String body, @Nullable String ifMatch) {
        return put(all, client, body, ifMatch);
    }

    private static HttpResponse<String> put(String token, String client, String body,
            @Nullable String ifMatch) {
        var request = node.request(path(client))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body));
        return node.send(ifMatch == null ? request : request.header("If-Match", ifMatch));
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private static void assertRefused(int status, String code, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        JsonNode problem = TestNode.json(answer);
        assertEquals(code, problem.get("code").textValue());
        assertFalse(answer.body().contains("\"d\":"), answer.body());
    }

    private static boolean isAccepted(String client, ECKey key) throws JOSEException {
        var assertion = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder().issuer(client)
                        .subject(client)
                        .audience(TestNode.ISSUER)
                        .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                        .jwtID(UUID.randomUUID().toString())
                        .build());
        assertion.sign(new ECDSASigner(key));
        var answer = node.send(node.request("/oauth/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"
                        + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
                        + "&client_assertion=" + assertion.serialize())));
        return answer.statusCode() == 200;
    }
}
