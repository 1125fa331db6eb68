package io.tillpost.central.identity.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tillpost.central.TestNode;
import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.config.CentralConfigs;
import io.tillpost.central.identity.ClientSecret;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Proofs of possession that look right in all points but one, on a node where refunds need them.
class DpopRefusalsTest {
    private static final String CALL = "/v1/audit?limit=1";
    private static TestNode node;
    private static ClientSecret secret;
    private static ECKey key;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start(config -> CentralConfigs.withOauth(config,
                new CentralConfig.OAuth(Set.of("refunds:write"), 90)));
        secret = node.addClient("erp", Set.of("audit:read", "refunds:write"));
        key = new ECKeyGenerator(Curve.P_256).generate();
        var answer = ask("audit:read", signed(header().build(), atTokenEndpoint().build(), key));
        assertEquals(200, answer.statusCode(), answer.body());
        token = TestNode.json(answer).get("access_token").textValue();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static HttpResponse<String> ask(String scope, @Nullable String proof) {
        String basic = Base64.getEncoder()
                .encodeToString(("erp:" + secret.value()).getBytes(StandardCharsets.UTF_8));
        var request = node.request("/oauth/token")
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&scope=" + scope));
        return node.send(proof == null ? request : request.header("DPoP", proof));
    }

    private static JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.ES256).type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK());
    }

    private static JWTClaimsSet.Builder atTokenEndpoint() {
        return new JWTClaimsSet.Builder().claim("htm", "POST")
                .claim("htu", TestNode.ISSUER + "/oauth/token")
                .issueTime(in(0))
                .jwtID(UUID.randomUUID().toString());
    }

    private static JWTClaimsSet.Builder claims() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
        return atTokenEndpoint().claim("htm", "GET")
                .claim("htu", TestNode.ISSUER + "/v1/audit")
                .claim("ath", Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, ECKey by) throws Exception {
        var proof = new SignedJWT(header, claims);
        proof.sign(new ECDSASigner(by));
        return proof.serialize();
    }

    private static HttpResponse<String> call(String proof) {
        return node.send(node.request(CALL).header("Authorization", "DPoP " + token).header("DPoP", proof));
    }

    private static void assertRefused(String reason, String proof) {
        var answer = call(proof);
        assertEquals(401, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("\"possession-not-proved\""), answer.body());
        assertTrue(answer.body().contains(reason), "expected '" + reason + "' in: " + answer.body());
        assertTrue(answer.headers().firstValue("WWW-Authenticate").orElseThrow().startsWith("DPoP "));
    }

    private static void assertClaimsRefused(String reason, UnaryOperator<JWTClaimsSet.Builder> change)
            throws Exception {
        assertRefused(reason, signed(header().build(), change.apply(claims()).build(), key));
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    @Test
    void theUnchangedProofIsGoodOnce() throws Exception {
        String proof = signed(header().build(), claims().build(), key);
        var answer = call(proof);
        assertEquals(200, answer.statusCode(), answer.body());
        assertRefused("used before", proof);
    }

    @Test
    void aHeadIsProvedAsAHead() throws Exception {
        assertEquals(200, head("HEAD"));
        assertEquals(401, head("GET"));
    }

    private static int head(String htm) throws Exception {
        String proof = signed(header().build(), claims().claim("htm", htm).build(), key);
        return node.send(node.request(CALL).HEAD().header("Authorization", "DPoP " + token).header("DPoP",
                proof)).statusCode();
    }

    @Test
    void theSameUrlWrittenOtherwiseIsTheSame() throws Exception {
        assertEquals(200, call(signed(header().build(),
                claims().claim("htu", "HTTP://API.test:80/v1/audit?limit=1#x").build(), key)).statusCode());
    }

    @Test
    void claimsThatDoNotFitAreRefused() throws Exception {
        assertClaimsRefused("htm", claims -> claims.claim("htm", "POST"));
        assertClaimsRefused("htm", claims -> claims.claim("htm", null));
        assertClaimsRefused("htu", claims -> claims.claim("htu", TestNode.ISSUER + "/v1/payments"));
        assertClaimsRefused("htu", claims -> claims.claim("htu", "https://api.test/v1/audit"));
        assertClaimsRefused("htu", claims -> claims.claim("htu", "http://evil.example/v1/audit"));
        assertClaimsRefused("htu", claims -> claims.claim("htu", "/v1/audit"));
        assertClaimsRefused("htu", claims -> claims.claim("htu", null));
        assertClaimsRefused("proof is not", claims -> claims.claim("htu", "http://[bad"));
        assertClaimsRefused("iat is more than", claims -> claims.issueTime(in(-70)));
        assertClaimsRefused("iat is ahead", claims -> claims.issueTime(in(30)));
        assertClaimsRefused("iat is missing", claims -> claims.issueTime(null));
        assertClaimsRefused("jti", claims -> claims.jwtID(null));
        assertClaimsRefused("ath", claims -> claims.claim("ath", null));
        assertClaimsRefused("ath", claims -> claims.claim("ath", "x"));
        assertClaimsRefused("proof is not", claims -> claims.claim("htm", 7));
    }

    @Test
    void headersThatDoNotFitAreRefused() throws Exception {
        var stranger = new ECKeyGenerator(Curve.P_256).generate();
        assertRefused("another key",
                signed(header().jwk(stranger.toPublicJWK()).build(), claims().build(), stranger));
        assertRefused("signature", signed(header().build(), claims().build(), stranger));
        assertRefused("typ", signed(header().type(JOSEObjectType.JWT).build(), claims().build(), key));
        assertRefused("typ", signed(header().type(null).build(), claims().build(), key));
        assertRefused("jwk", signed(header().jwk(null).build(), claims().build(), key));
        var wide = new ECKeyGenerator(Curve.P_384).generate();
        var es384 = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES384).type(new JOSEObjectType("dpop+jwt"))
                        .jwk(wide.toPublicJWK())
                        .build(),
                claims().build());
        es384.sign(new ECDSASigner(wide));
        assertRefused("ES256", es384.serialize());
        var mac = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType("dpop+jwt"))
                .jwk(key.toPublicJWK())
                .build(), claims().build());
        mac.sign(new MACSigner(key.toECPublicKey().getEncoded()));
        assertRefused("ES256", mac.serialize());
        assertRefused("signed JWT", "not a proof");
        assertRefused("signed JWT", "a.b.c");
        assertRefused("at most", "x".repeat(5000) + "..");
    }

    @Test
    void aProofThatGivesItsPrivateKeyAwayIsRefused() throws Exception {
        String url = Base64.getUrlEncoder().withoutPadding().encodeToString(
                ("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":" + key.toJSONString() + "}")
                        .getBytes(StandardCharsets.UTF_8));
        String proof = signed(header().build(), claims().build(), key);
        var answer = call(url + proof.substring(proof.indexOf('.')));
        assertEquals(401, answer.statusCode(), answer.body());
    }

    @Test
    void theTokenAloneOrAsABearerTokenIsNotEnough() {
        assertEquals(401, node.get(CALL, token).statusCode());
        var alone = node.send(node.request(CALL).header("Authorization", "DPoP " + token));
        assertEquals(401, alone.statusCode());
        assertTrue(alone.body().contains("expected a proof"), alone.body());
        var unbound = node
                .send(node.request(CALL).header("Authorization", "DPoP " + node.token("audit:read")));
        assertTrue(unbound.body().contains("expected the scheme Bearer"), unbound.body());
    }

    @Test
    void scopesThatMoveMoneyAreGivenToBoundTokensAlone() throws Exception {
        var without = ask("refunds:write", null);
        assertEquals(400, without.statusCode(), without.body());
        assertEquals("invalid_dpop_proof", TestNode.json(without).get("error").textValue());
        var with = ask("refunds:write", signed(header().build(), atTokenEndpoint().build(), key));
        assertEquals(200, with.statusCode(), with.body());
        assertEquals("DPoP", TestNode.json(with).get("token_type").textValue());
    }

    @Test
    void aProofForTheTokenEndpointIsCheckedLikeAnyOther() throws Exception {
        String proof = signed(header().build(), atTokenEndpoint().build(), key);
        assertEquals(200, ask("audit:read", proof).statusCode());
        assertEquals("invalid_dpop_proof", TestNode.json(ask("audit:read", proof)).get("error").textValue());
        assertEquals(400, ask("audit:read", signed(header().build(),
                atTokenEndpoint().claim("htu", TestNode.ISSUER + "/oauth/revoke").build(), key))
                .statusCode());
    }
}
