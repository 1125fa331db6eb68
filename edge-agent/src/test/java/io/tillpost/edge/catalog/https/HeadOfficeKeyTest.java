package io.tillpost.edge.catalog.https;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tillpost.edge.TinyHttp;
import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.catalog.Catalog;
import io.tillpost.edge.enrolment.BoxIdentity;
import io.tillpost.edge.enrolment.ClientAssertion;
import io.tillpost.edge.enrolment.DeviceKey;
import io.tillpost.edge.enrolment.EnrolmentException;
import io.tillpost.protocol.enrol.EnrolmentReply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The catalogue fetched with the box's key: a stand-in token endpoint reads the assertions with a library of others.
class HeadOfficeKeyTest {
    private static final String BREAD = HeadOfficeWorld.bread("2.50");

    @TempDir
    private Path folder;

    private final TurnedClock endpointClock = new TurnedClock("2026-03-02T08:00:00Z");
    private final DeviceKey key = DeviceKey.born(new SecureRandom());
    private final Set<String> used = new HashSet<>();
    private TinyHttp server;
    private int tokens;
    private int refusals;

    /// Signs by this box's key; the root does it from the identity's folder.
    private static final class Signing implements HeadOfficeClient.Assertions {
        private final DeviceKey by;

        Signing(DeviceKey by) {
            this.by = by;
        }

        @Override
        public String assertion(String audience, Instant now) {
            var reply = new EnrolmentReply("acme", "s-1", "s-1-a", List.of(), "mqtt", 8883, now);
            return ClientAssertion.of(new BoxIdentity(by, reply, List.of(), List.of(), null), audience, now,
                    UUID.randomUUID());
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = new TinyHttp(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), endpointClock,
                this::answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theBoxsKeyIsTheOnlyCredential() throws Exception {
        try (var world = world(key)) {
            assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce());
            assertEquals(250, world.price());
            assertEquals(1, tokens);
            assertEquals(0, refusals);
        }
    }

    @Test
    void anotherKeyGetsNoTokenAndTheMessageQuotesNothing() throws Exception {
        try (var world = world(DeviceKey.born(new SecureRandom()))) {
            var refused = assertInstanceOf(Pulled.Refused.class, world.pulls.pullOnce());
            assertEquals("head office gives this box by its key no token (401)", refused.detail());
            assertEquals(1, refusals);
        }
    }

    @Test
    void aBoxWhoseClockIsWrongAsksOnceMoreByHeadOfficesClock() throws Exception {
        endpointClock.turn(Duration.ofDays(2));
        try (var world = world(key)) {
            assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce());
            assertEquals(1, refusals);
        }
    }

    @Test
    void aBoxThatIsNotEnrolledYetPullsAsSoonAsItIs() throws Exception {
        var enrolled = new boolean[1];
        var signing = new Signing(key);
        HeadOfficeClient.Assertions assertions = (audience, now) -> {
            if (!enrolled[0]) {
                throw new EnrolmentException("this box is not enrolled");
            }
            return signing.assertion(audience, now);
        };
        try (var world = new HeadOfficeWorld(folder, url(), null, new HeadOfficeClient.WithKey(assertions))) {
            var unreachable = assertInstanceOf(Pulled.Unreachable.class, world.pulls.pullOnce());
            assertTrue(unreachable.detail().contains("not enrolled"));
            enrolled[0] = true;
            assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce());
        }
    }

    private HeadOfficeWorld world(DeviceKey by) throws IOException {
        return new HeadOfficeWorld(folder, url(), null, new HeadOfficeClient.WithKey(new Signing(by)));
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private TinyHttp.Answer answer(TinyHttp.Asked asked) {
        return asked.path().equals("/oauth/token") ? token(asked) : catalog(asked);
    }

    private TinyHttp.Answer token(TinyHttp.Asked asked) {
        boolean good = !asked.headers().containsKey("authorization") && isGood(form(asked.text()));
        if (good) {
            tokens++;
            return TinyHttp.Answer.of(200,
                    "{\"access_token\":\"abc\",\"token_type\":\"Bearer\",\"expires_in\":600}");
        }
        refusals++;
        return TinyHttp.Answer.of(401, "{\"error\":\"invalid_client\"}");
    }

    /// RFC 7523, section 3, as a strict server reads it.
    private boolean isGood(Map<String, String> form) {
        assertEquals("client_credentials", form.get("grant_type"));
        assertEquals("catalog:read", form.get("scope"));
        assertEquals("urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                form.get("client_assertion_type"));
        assertFalse(form.containsKey("client_id"));
        try {
            var jwt = SignedJWT.parse(form.get("client_assertion"));
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            Instant now = endpointClock.instant();
            Instant issued = claims.getIssueTime().toInstant();
            Instant expires = claims.getExpirationTime().toInstant();
            return jwt.getHeader().getAlgorithm().equals(JWSAlgorithm.ES256)
                    && JOSEObjectType.JWT.equals(jwt.getHeader().getType())
                    && key.id().toString().equals(jwt.getHeader().getKeyID())
                    && jwt.verify(new ECDSAVerifier(key.open()))
                    && claims.getIssuer().equals("s-1-a") && claims.getSubject().equals("s-1-a")
                    && claims.getAudience().equals(List.of(url() + "/oauth/token"))
                    && Duration.between(issued, now).abs().toSeconds() < 30 && expires.isAfter(now)
                    && Duration.between(issued, expires).toSeconds() <= 60 && used.add(claims.getJWTID());
        } catch (Exception e) {
            return false;
        }
    }

    private static TinyHttp.Answer catalog(TinyHttp.Asked asked) {
        if (!"Bearer abc".equals(asked.headers().get("authorization"))) {
            return TinyHttp.Answer.of(401, "{}");
        }
        byte[] content = BREAD.getBytes(StandardCharsets.UTF_8);
        return new TinyHttp.Answer(200, Map.of("Content-Type", "text/csv", "Catalog-Version", "1", "ETag",
                "\"" + Catalog.sha256(content) + "\""), content);
    }

    private static Map<String, String> form(String body) {
        var form = new HashMap<String, String>();
        for (String pair : body.split("&", -1)) {
            int equals = pair.indexOf('=');
            form.put(pair.substring(0, equals),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return form;
    }
}
