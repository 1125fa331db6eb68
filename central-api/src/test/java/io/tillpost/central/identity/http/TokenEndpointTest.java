package io.tillpost.central.identity.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.tillpost.central.TestNode;
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.ClientLogin;
import io.tillpost.central.identity.ClientSecret;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The token endpoint as an integrator meets it.
class TokenEndpointTest {
    private static TestNode node;
    private static ClientSecret secret;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        secret = node.addClient("erp", Set.of("ledger:read", "audit:read"));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aClientGetsAShortTokenInTheJwtProfile() throws Exception {
        var answer = ask("erp", secret.value(), "grant_type=client_credentials");
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElseThrow());
        var body = TestNode.json(answer);
        assertEquals("Bearer", body.get("token_type").textValue());
        assertEquals(600, body.get("expires_in").intValue());
        assertEquals("audit:read ledger:read", body.get("scope").textValue());
        var jwt = SignedJWT.parse(body.get("access_token").textValue());
        assertEquals("at+jwt", jwt.getHeader().getType().toString());
        assertEquals("ES256", jwt.getHeader().getAlgorithm().toString());
        assertEquals(TestNode.ISSUER, jwt.getJWTClaimsSet().getIssuer());
        assertEquals("erp", jwt.getJWTClaimsSet().getSubject());
        var claims = jwt.getJWTClaimsSet();
        assertEquals(Duration.ofMinutes(10), Duration.between(claims.getIssueTime().toInstant(),
                claims.getExpirationTime().toInstant()));
    }

    @Test
    void thePublicKeysVerifyItAndHoldNoPrivatePart() throws Exception {
        var jwt = SignedJWT.parse(node.token("erp", secret));
        var answer = node.get("/oauth/jwks", null);
        assertFalse(answer.body().contains("\"d\""), "a private key is published");
        var key = JWKSet.parse(answer.body()).getKeyByKeyId(jwt.getHeader().getKeyID()).toECKey();
        assertEquals(key.computeThumbprint().toString(), key.getKeyID());
        assertTrue(jwt.verify(new ECDSAVerifier(key)));
    }

    @Test
    void theMetadataNamesTheEndpoint() {
        var metadata = TestNode.json(node.get("/.well-known/oauth-authorization-server", null));
        assertEquals(TestNode.ISSUER, metadata.get("issuer").textValue());
        assertEquals(TestNode.ISSUER + "/oauth/token", metadata.get("token_endpoint").textValue());
    }

    @Test
    void theFormMayCarryIdAndSecretToo() {
        var poster = ClientSecret.create(new SecureRandom());
        node.addClient(
                new ApiClient(TestNode.TENANT, "poster", new ClientLogin.Secret(false, poster.hash()),
                        false, Set.of("ledger:read"), null, Instant.now(), null));
        String form = "grant_type=client_credentials&client_id=poster&client_secret=" + poster.value();
        assertEquals(200, ask(null, "", form).statusCode());
    }

    @Test
    void aClientUsesTheMethodThatItWasRegisteredWithAndNoOther() {
        assertRefused(401, "invalid_client", ask(null, "",
                "grant_type=client_credentials&client_id=erp&client_secret=" + secret.value()));
    }

    @Test
    void aTokenCanBeNarrowedToStores() throws Exception {
        var answer = ask("erp", secret.value(), "grant_type=client_credentials&stores=berlin+bonn");
        assertEquals("berlin bonn", TestNode.json(answer).get("stores").textValue());
        var claims = SignedJWT.parse(TestNode.json(answer).get("access_token").textValue()).getJWTClaimsSet();
        assertEquals(List.of("berlin", "bonn"), claims.getStringListClaim("stores"));
        var narrow = ClientSecret.create(new SecureRandom());
        node.addClient(new ApiClient(TestNode.TENANT, "narrow", narrow.hash(), Set.of("ledger:read"),
                Set.of("berlin"), Instant.now(), null));
        assertRefused(400, "invalid_scope",
                ask("narrow", narrow.value(), "grant_type=client_credentials&stores=berlin+bonn"));
    }

    @Test
    void aTokenCanBeNarrowedAndNeverWidened() {
        var narrowed = ask("erp", secret.value(), "grant_type=client_credentials&scope=audit%3Aread");
        assertEquals("audit:read", TestNode.json(narrowed).get("scope").textValue());
        var widened = ask("erp", secret.value(), "grant_type=client_credentials&scope=payments%3Awrite");
        assertRefused(400, "invalid_scope", widened);
    }

    @Test
    void everyWrongRequestIsRefusedInTheFormOfTheStandard() {
        String form = "grant_type=client_credentials";
        assertRefused(401, "invalid_client", ask("erp", "tpsec_wrong", form));
        assertRefused(401, "invalid_client", ask("nobody", secret.value(), form));
        assertRefused(401, "invalid_client", ask("'; drop table api_client; --", "x", form));
        assertRefused(401, "invalid_client", ask(null, "", form));
        assertRefused(400, "unsupported_grant_type", ask("erp", secret.value(), "grant_type=password"));
        assertRefused(400, "invalid_request", ask("erp", secret.value(), "scope=audit%3Aread"));
        assertRefused(400, "invalid_request", ask("erp", secret.value(), form + "&" + form));
        assertRefused(400, "invalid_request", ask("erp", secret.value(), form + "&client_secret=x"));
        assertRefused(400, "invalid_request", ask("erp", secret.value(), form + "&client_id=other"));
        assertRefused(400, "invalid_request", ask("erp", secret.value(), form + "&x=%zz"));
    }

    @Test
    void theAuditTrailKeepsWhoSomebodyWantedToBe() {
        ask("intruder", "guess", "grant_type=client_credentials");
        assertEquals("1", node.database()
                .value("select count(*) from audit_entry where audit_entry::text like '%client:intruder%'"));
    }

    @Test
    void aFailedHeaderLoginNamesTheSchemeToUse() {
        var answer = ask("erp", "wrong", "grant_type=client_credentials");
        assertEquals("Basic realm=\"tillpost\"",
                answer.headers().firstValue("WWW-Authenticate").orElseThrow());
    }

    @Test
    void theSecretIsKeptAsAHashOnly() {
        String row = node.database().value("select api_client::text from api_client where client_id = 'erp'");
        assertFalse(row.contains(secret.value()));
        assertFalse(secret.toString().contains(secret.value()));
    }

    private static void assertRefused(int status, String error, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(error, TestNode.json(answer).get("error").textValue());
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElseThrow());
    }

    private static HttpResponse<String> ask(@Nullable String id, String itsSecret, String form) {
        var request = node.request("/oauth/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        if (id != null) {
            String basic = URLEncoder.encode(id, StandardCharsets.UTF_8) + ":"
                    + URLEncoder.encode(itsSecret, StandardCharsets.UTF_8);
            request.header("Authorization", "Basic "
                    + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)));
        }
        return node.send(request);
    }
}
