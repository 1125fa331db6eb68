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
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.tillpost.central.TestNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Tokens that look right in all points but one.
class BearerTokenTest {
    private static TestNode node;
    private static ECKey key;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start();
        key = node.signingKey();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.ES256).type(new JOSEObjectType("at+jwt"))
                .keyID(key.getKeyID());
    }

    private static JWTClaimsSet.Builder claims() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder().issuer(TestNode.ISSUER)
                .audience(TestNode.ISSUER)
                .subject("everything")
                .claim("client_id", "everything")
                .claim("tenant", TestNode.TENANT)
                .claim("scope", "audit:read")
                .jwtID("a-token-of-the-test")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)));
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, ECKey by) throws Exception {
        var token = new SignedJWT(header, claims);
        token.sign(new ECDSASigner(by));
        return token.serialize();
    }

    private static int status(String token) {
        return node.get("/v1/audit?limit=1", token).statusCode();
    }

    private static void assertRefused(String token) {
        var answer = node.get("/v1/audit?limit=1", token);
        assertEquals(401, answer.statusCode(), answer.body());
        assertTrue(answer.headers().firstValue("WWW-Authenticate").orElseThrow().contains("invalid_token"));
        assertTrue(answer.body().contains("\"token-invalid\""), answer.body());
    }

    private static void assertClaimsRefused(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
        assertRefused(signed(header().build(), change.apply(claims()).build(), key));
    }

    @Test
    void theUnchangedTokenIsGoodOnceAndAgain() throws Exception {
        String token = signed(header().build(), claims().build(), key);
        assertEquals(200, status(token));
        assertEquals(200, status(token));
    }

    @Test
    void everyWrongClaimIsRefused() throws Exception {
        Instant now = Instant.now();
        assertClaimsRefused(claims -> claims.issuer("http://elsewhere"));
        assertClaimsRefused(claims -> claims.issuer(null));
        assertClaimsRefused(claims -> claims.audience("http://elsewhere"));
        assertClaimsRefused(claims -> claims.audience((String) null));
        assertClaimsRefused(claims -> claims.expirationTime(Date.from(now.minusSeconds(1))));
        assertClaimsRefused(claims -> claims.expirationTime(null));
        assertClaimsRefused(claims -> claims.notBeforeTime(Date.from(now.plusSeconds(30))));
        assertClaimsRefused(claims -> claims.claim("client_id", null));
        assertClaimsRefused(claims -> claims.claim("client_id", "nobody"));
        assertClaimsRefused(claims -> claims.claim("tenant", "other"));
        assertClaimsRefused(claims -> claims.claim("scope", null));
        assertClaimsRefused(claims -> claims.claim("scope", 5));
        assertClaimsRefused(claims -> claims.claim("stores", "x"));
    }

    @Test
    void theAlgorithmIsOursToChoose() throws Exception {
        assertRefused(new PlainJWT(claims().build()).serialize());
        assertRefused(withoutSignature(signed(header().build(), claims().build(), key)));
        var mac = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).type(new JOSEObjectType("at+jwt"))
                .keyID(key.getKeyID())
                .build(), claims().build());
        mac.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        assertRefused(mac.serialize());
        var larger = new ECKeyGenerator(Curve.P_384).generate();
        assertRefused(signed(new JWSHeader.Builder(JWSAlgorithm.ES384).type(new JOSEObjectType("at+jwt"))
                .keyID(key.getKeyID())
                .build(), claims().build(), larger));
    }

    private static String withoutSignature(String token) {
        String none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\",\"typ\":\"at+jwt\"}".getBytes(StandardCharsets.UTF_8));
        return none + token.substring(token.indexOf('.'), token.lastIndexOf('.') + 1);
    }

    @Test
    void theKeyIsOursToChoose() throws Exception {
        var stranger = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
        assertRefused(signed(header().build(), claims().build(), stranger));
        assertRefused(signed(header().keyID(stranger.getKeyID()).build(), claims().build(), stranger));
        assertRefused(signed(header().keyID(stranger.getKeyID()).jwk(stranger.toPublicJWK()).build(),
                claims().build(), stranger));
        assertRefused(signed(header().jwkURL(URI.create("http://127.0.0.1:1/keys")).build(), claims().build(),
                stranger));
        assertRefused(signed(header().keyID(null).build(), claims().build(), key));
    }

    @Test
    void theTypeMustBeThatOfAnAccessToken() throws Exception {
        assertRefused(signed(header().type(JOSEObjectType.JWT).build(), claims().build(), key));
        assertRefused(signed(header().type(null).build(), claims().build(), key));
        assertRefused(signed(header().criticalParams(Set.of("x-odd")).customParam("x-odd", true).build(),
                claims().build(), key));
    }

    @Test
    void nonsenseIsRefused() throws Exception {
        String good = signed(header().build(), claims().build(), key);
        assertRefused("x");
        assertRefused("a.b.c");
        assertRefused(good.substring(0, good.length() - 4) + "AAAA");
        assertRefused("x".repeat(9000));
        assertEquals(401,
                node.send(node.request("/v1/audit").header("Authorization", "Basic eDp5")).statusCode());
        assertEquals(401, node.send(node.request("/v1/audit").header("Authorization", good)).statusCode());
    }

    @Test
    void aDisabledClientIsRefusedWithTheTokensItHas() {
        var secret = node.addClient("leaver", Set.of("audit:read"));
        String token = node.token("leaver", secret);
        assertEquals(200, status(token));
        node.database().execute("update api_client set disabled_at = now() where client_id = 'leaver'");
        Instant disabled = Instant.now();
        while (status(token) == 200) {
            assertTrue(Instant.now().isBefore(disabled.plusSeconds(5)), "still let in after 5 s");
            Thread.onSpinWait();
        }
        assertRefused(token);
    }

    @Test
    void aScopeTakenFromAClientIsTakenFromItsTokens() {
        var secret = node.addClient("demoted", Set.of("audit:read", "ledger:read"));
        String token = node.token("demoted", secret);
        node.database()
                .execute("update api_client set scopes = '{ledger:read}' where client_id = 'demoted'");
        Instant demoted = Instant.now();
        while (status(token) != 403) {
            assertTrue(Instant.now().isBefore(demoted.plusSeconds(5)), "still let in after 5 s");
            Thread.onSpinWait();
        }
    }

    @Test
    void aSecondNodeSharesTheKey() {
        // The first node made it at its start; whoever comes later finds it.
        assertEquals("1", node.database().value("select count(*) from signing_key"));
    }
}
