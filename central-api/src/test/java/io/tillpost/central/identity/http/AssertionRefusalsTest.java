package io.tillpost.central.identity.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.tillpost.central.TestNode;
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.ClientKeys;
import io.tillpost.central.identity.ClientLogin;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Assertions that look right in all points but one, each refused in the form of the standard, none left in the log.
class AssertionRefusalsTest {
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
    private static TestNode node;
    private static ECKey key;
    private static final ByteArrayOutputStream LOGGED = new ByteArrayOutputStream();
    private static final Handler LISTENER = listener();

    @BeforeAll
    static void start() throws Exception {
        Logger.getLogger("").addHandler(LISTENER);
        Logger.getLogger("io.tillpost").setLevel(Level.ALL);
        node = TestNode.start();
        key = new ECKeyGenerator(Curve.P_256).keyID("mine").generate();
        node.addClient(new ApiClient(TestNode.TENANT, "signer", new ClientLogin.SignedAssertion(
                ClientKeys.parse(new JWKSet(key).toString(true))), false, Set.of("audit:read"), null,
                Instant.now(), null));
    }

    @AfterAll
    static void stop() {
        node.close();
        Logger.getLogger("").removeHandler(LISTENER);
        Logger.getLogger("io.tillpost").setLevel(null);
    }

    private static Handler listener() {
        var out = new PrintStream(LOGGED, true, StandardCharsets.UTF_8);
        var format = new SimpleFormatter();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                out.print(format.format(line));
            }

            @Override
            public void flush() {
                out.flush();
            }

            @Override
            public void close() {
                out.close();
            }
        };
        handler.setLevel(Level.ALL);
        return handler;
    }

    private static JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("mine");
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().issuer("signer")
                .subject("signer")
                .audience(TestNode.ISSUER)
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .jwtID(UUID.randomUUID().toString());
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, ECKey by) throws Exception {
        var token = new SignedJWT(header, claims);
        token.sign(new ECDSASigner(by));
        return token.serialize();
    }

    /// With a header that the library would not make.
    private static String signedRaw(String header) throws Exception {
        String head = URL.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + URL.encodeToString(claims().build().toString().getBytes(StandardCharsets.UTF_8));
        var signature = java.security.Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(key.toECPrivateKey());
        signature.update(head.getBytes(StandardCharsets.US_ASCII));
        return head + "." + URL.encodeToString(signature.sign());
    }

    private static HttpResponse<String> send(String assertion, String more) {
        return node.send(node.request("/oauth/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"
                        + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
                        + "&client_assertion=" + URLEncoder.encode(assertion, StandardCharsets.UTF_8)
                        + more)));
    }

    private static void assertRefused(String reason, String assertion) {
        var answer = send(assertion, "");
        assertEquals(401, answer.statusCode(), answer.body());
        assertEquals("invalid_client", TestNode.json(answer).get("error").textValue());
        String said = TestNode.json(answer).get("error_description").textValue();
        assertTrue(said.contains(reason), "expected '" + reason + "' in: " + said);
        for (String part : assertion.split("\\.", -1)) {
            assertTrue(part.length() < 20
                    || !LOGGED.toString(StandardCharsets.UTF_8).contains(part), "logged: " + part);
        }
    }

    private static void assertClaimsRefused(String reason, UnaryOperator<JWTClaimsSet.Builder> change)
            throws Exception {
        assertRefused(reason, signed(header().build(), change.apply(claims()).build(), key));
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    @Test
    void theUnchangedAssertionIsGoodOnce() throws Exception {
        String assertion = signed(header().build(), claims().build(), key);
        assertEquals(200, send(assertion, "&client_id=signer").statusCode());
        assertRefused("used before", assertion);
    }

    @Test
    void theTokenEndpointIsAGoodAudienceTooAndAKeyIdNotNeeded() throws Exception {
        assertEquals(200, send(signed(new JWSHeader(JWSAlgorithm.ES256),
                claims().audience(TestNode.ISSUER + "/oauth/token").build(), key), "").statusCode());
    }

    @Test
    void claimsThatDoNotFitAreRefused() throws Exception {
        assertClaimsRefused("aud", claims -> claims.audience("https://other.example"));
        assertClaimsRefused("aud",
                claims -> claims.audience(List.of(TestNode.ISSUER, "https://other.example")));
        assertClaimsRefused("aud", claims -> claims.audience((String) null));
        assertClaimsRefused("iss and sub", claims -> claims.subject("everything"));
        assertClaimsRefused("not signed by a key that is known",
                claims -> claims.issuer("everything").subject("everything"));
        assertClaimsRefused("not signed by a key that is known",
                claims -> claims.issuer("nobody").subject("nobody"));
        assertClaimsRefused("no iss", claims -> claims.issuer(null));
        assertClaimsRefused("expired", claims -> claims.expirationTime(in(-6)));
        assertClaimsRefused("exp is missing", claims -> claims.expirationTime(null));
        assertClaimsRefused("5 minutes", claims -> claims.expirationTime(in(400)));
        assertClaimsRefused("not good yet", claims -> claims.notBeforeTime(in(60)));
        assertClaimsRefused("not good yet", claims -> claims.issueTime(in(60)));
        assertClaimsRefused("jti", claims -> claims.jwtID(null));
        assertClaimsRefused("jti", claims -> claims.jwtID("x".repeat(300)));
    }

    @Test
    void anotherIdInTheFormIsRefused() throws Exception {
        var answer = send(signed(header().build(), claims().build(), key), "&client_id=everything");
        assertEquals(401, answer.statusCode(), answer.body());
        var twice = send(signed(header().build(), claims().build(), key), "&client_secret=x");
        assertEquals(400, twice.statusCode(), twice.body());
    }

    @Test
    void algorithmsThatCannotBeVerifiedByAPublicKeyAreRefused() throws Exception {
        assertRefused("not a signed JWT", new PlainJWT(claims().build()).serialize());
        assertRefused("not a signed JWT",
                URL.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8))
                        + "."
                        + URL.encodeToString(claims().build().toString().getBytes(StandardCharsets.UTF_8))
                        + ".");
        var confused = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("mine").build(),
                claims().build());
        confused.sign(new MACSigner(key.toECPublicKey().getEncoded()));
        assertRefused("algorithm", confused.serialize());
    }

    @Test
    void aTokenOfAnotherKindIsRefused() throws Exception {
        assertRefused("typ",
                signed(header().type(new JOSEObjectType("at+jwt")).build(), claims().build(), key));
        assertRefused("typ",
                signed(header().type(new JOSEObjectType("dpop+jwt")).build(), claims().build(), key));
    }

    @Test
    void keysThatTheHeaderBringsAlongAreRefused() throws Exception {
        var forger = new ECKeyGenerator(Curve.P_256).keyID("mine").generate();
        assertRefused("jwk", signed(header().jwk(forger.toPublicJWK()).build(), claims().build(), forger));
        assertRefused("jku", signed(header().jwkURL(URI.create("https://evil.example/k")).build(),
                claims().build(), forger));
        assertRefused("x5u", signed(header().x509CertURL(URI.create("https://evil.example/c")).build(),
                claims().build(), forger));
        assertRefused("crit", signedRaw("{\"alg\":\"ES256\",\"kid\":\"mine\",\"crit\":[\"exp\"],\"exp\":1}"));
    }

    @Test
    void keyIdsAreNamesAndNothingElse() throws Exception {
        for (String id : List.of("../../../../etc/passwd", "mine' or '1'='1", "'; drop table api_client; --",
                "\u0000", "MINE", " mine")) {
            assertRefused("not signed by a key that is known",
                    signed(header().keyID(id).build(), claims().build(), key));
        }
        assertRefused("not a signed JWT", signedRaw("{\"alg\":\"ES256\",\"kid\":[\"mine\"]}"));
        assertRefused("not a signed JWT", signedRaw("{\"alg\":\"ES256\",\"kid\":{\"a\":1}}"));
        assertRefused("not a signed JWT", signedRaw("{\"alg\":[\"ES256\"],\"kid\":\"mine\"}"));
        assertRefused("not signed by a key that is known",
                signed(header().keyID("a".repeat(64)).build(), claims().build(), key));
    }

    @Test
    void aChangedSignatureOrNoTokenAtAllIsRefused() throws Exception {
        String good = signed(header().build(), claims().build(), key);
        assertRefused("not signed by a key that is known",
                good.substring(0, good.lastIndexOf('.') + 1) + URL.encodeToString(new byte[64]));
        assertRefused("not a signed JWT", "a.b.c");
        assertRefused("not a signed JWT", "x".repeat(7000));
        assertFalse(send("", "").statusCode() == 200);
    }

    @Test
    void aTokenOfAMegabyteIsRefusedBeforeItIsRead() {
        assertEquals(413, send("x".repeat(1 << 20), "").statusCode());
        var asBearer = node.get("/v1/audit", "x".repeat(7000) + "." + "x".repeat(2000) + ".x");
        assertEquals(401, asBearer.statusCode(), asBearer.body());
    }

    @Test
    void theLogHoldsNoTokenEither() throws Exception {
        var answer = send(signed(header().build(), claims().build(), key), "");
        String token = TestNode.json(answer).get("access_token").textValue();
        assertEquals(200, node.get("/v1/audit?limit=1", token).statusCode());
        assertEquals(401, node.get("/v1/audit?limit=1", token + "x").statusCode());
        String log = LOGGED.toString(StandardCharsets.UTF_8);
        assertFalse(log.contains(token.substring(token.lastIndexOf('.') + 1)));
        assertFalse(log.contains(key.getD().toString()));
    }
}
