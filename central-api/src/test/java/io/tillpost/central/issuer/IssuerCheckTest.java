package io.tillpost.central.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.tillpost.central.issuer.IssuerCheck.Verdict;
import io.tillpost.central.issuer.http.HttpFetch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tokens of an independent issuer, over real HTTP, with a clock that the test turns.
class IssuerCheckTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private final AtomicLong nanos = new AtomicLong();
    @SuppressWarnings("NullAway.Init")
    private TestIssuer issuer;
    @SuppressWarnings("NullAway.Init")
    private ECKey key;

    @BeforeEach
    void start() throws Exception {
        issuer = TestIssuer.start();
        key = issuer.ellipticKey("ec-1");
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private IssuerCheck check(String... pins) {
        var trusted = new TrustedIssuer(issuer.url(), TestIssuer.AUDIENCE, null, Set.of(pins), "acme",
                new TrustedIssuer.Claims("client_id", "scope", "stores"), Map.of());
        return new IssuerCheck(trusted, new IssuerKeys(trusted, new HttpFetch(), nanos::get),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private JWTClaimsSet.Builder claims() {
        return issuer.claims("erp", "ledger:read audit:read", NOW);
    }

    private String token(JWSAlgorithm algorithm, JWK by) throws Exception {
        return TestIssuer.signed(algorithm, by, claims().build());
    }

    private static void assertGood(IssuerCheck check, String token) throws Exception {
        assertInstanceOf(Verdict.Valid.class, check.judge(token));
    }

    private static void assertRefused(IssuerCheck check, String token) throws Exception {
        assertInstanceOf(Verdict.Refused.class, check.judge(token));
    }

    @Test
    void threeAlgorithmsAreAcceptedEachWithItsOwnKeys() throws Exception {
        RSAKey rsa = issuer.rsaKey("rsa-1", 2048);
        var check = check();
        assertGood(check, token(JWSAlgorithm.ES256, key));
        assertGood(check, token(JWSAlgorithm.RS256, rsa));
        assertGood(check, token(JWSAlgorithm.PS256, rsa));
        assertRefused(check, token(JWSAlgorithm.RS512, rsa));
        assertRefused(check, new PlainJWT(claims().build()).serialize());
        assertRefused(check, "x.y.z");
    }

    @Test
    void whatTheTokenSaysIsTaken() throws Exception {
        assertEquals(new Verdict.Valid("erp", Set.of("ledger:read", "audit:read"), Set.of("s1"),
                NOW.plusSeconds(300)),
                check().judge(TestIssuer.signed(JWSAlgorithm.ES256, key,
                        claims().claim("scope", List.of("ledger:read", "audit:read"))
                                .claim("stores", List.of("s1"))
                                .build())));
    }

    @Test
    void everyWrongClaimIsRefused() throws Exception {
        var check = check();
        List<UnaryOperator<JWTClaimsSet.Builder>> changes = List.of(
                claims -> claims.issuer("http://127.0.0.1:1"),
                claims -> claims.issuer(null), claims -> claims.audience("https://elsewhere"),
                claims -> claims.audience((String) null), claims -> claims.expirationTime(Date.from(NOW)),
                claims -> claims.expirationTime(null), claims -> claims.issueTime(null),
                claims -> claims.issueTime(Date.from(NOW.plusSeconds(60))),
                claims -> claims.notBeforeTime(Date.from(NOW.plusSeconds(60))),
                claims -> claims.subject(null),
                claims -> claims.jwtID(null), claims -> claims.claim("client_id", null),
                claims -> claims.claim("client_id", 5), claims -> claims.claim("scope", 5),
                claims -> claims.claim("stores", "s1"), claims -> claims.claim("cnf", Map.of("jkt", "x")));
        for (int i = 0; i < changes.size(); i++) {
            String token = TestIssuer.signed(JWSAlgorithm.ES256, key, changes.get(i).apply(claims()).build());
            assertInstanceOf(Verdict.Refused.class, check.judge(token), "change " + i);
        }
    }

    @Test
    void everyWrongHeaderIsRefused() throws Exception {
        var check = check();
        assertRefused(check, TestIssuer.signed(JWSAlgorithm.ES256, key, claims().build(),
                header -> header.type(JOSEObjectType.JWT)));
        assertRefused(check,
                TestIssuer.signed(JWSAlgorithm.ES256, key, claims().build(), header -> header.type(null)));
        assertRefused(check,
                TestIssuer.signed(JWSAlgorithm.ES256, key, claims().build(), header -> header.keyID(null)));
        var stranger = new ECKeyGenerator(Curve.P_256).keyID("ec-1")
                .generate();
        assertRefused(check, TestIssuer.signed(JWSAlgorithm.ES256, stranger, claims().build(),
                header -> header.jwk(stranger.toPublicJWK())));
    }

    @Test
    void aPinnedKeyIsAcceptedAndNoOther() throws Exception {
        ECKey other = issuer.ellipticKey("ec-2");
        var check = check(key.computeThumbprint().toString());
        assertGood(check, token(JWSAlgorithm.ES256, key));
        assertRefused(check, token(JWSAlgorithm.ES256, other));
    }

    @Test
    void aNewKeyIsFoundAndMadeUpOnesDoNotBotherTheIssuer() throws Exception {
        var check = check();
        assertGood(check, token(JWSAlgorithm.ES256, key));
        assertEquals(1, issuer.fetched());
        ECKey next = issuer.ellipticKey("ec-2");
        for (int i = 0; i < 50; i++) {
            assertRefused(check, token(JWSAlgorithm.ES256, next));
        }
        assertEquals(1, issuer.fetched());
        nanos.addAndGet(IssuerKeys.AT_MOST_EVERY.toNanos());
        assertGood(check, token(JWSAlgorithm.ES256, next));
        assertEquals(2, issuer.fetched());
    }

    @Test
    void aWithdrawnKeyGoesAndAnUnreachableIssuerTakesNothingAway() throws Exception {
        var check = check();
        assertGood(check, token(JWSAlgorithm.ES256, key));
        issuer.down(true);
        nanos.addAndGet(IssuerKeys.FRESH.plus(Duration.ofSeconds(1)).toNanos());
        assertGood(check, TestIssuer.signed(JWSAlgorithm.ES256, key, claims().jwtID("later").build()));
        issuer.down(false);
        issuer.withdraw(key);
        Instant deadline = Instant.now().plusSeconds(5);
        boolean accepted = true;
        for (int i = 0; accepted; i++) {
            assertTrue(Instant.now().isBefore(deadline), "the withdrawn key is gone");
            nanos.addAndGet(IssuerKeys.FRESH.plus(Duration.ofSeconds(1)).toNanos());
            String token = TestIssuer.signed(JWSAlgorithm.ES256, key, claims().jwtID("late " + i).build());
            accepted = check.judge(token) instanceof Verdict.Valid;
        }
    }

    @Test
    void anIssuerThatWasNeverReachedIsNoVerdict() throws Exception {
        issuer.down(true);
        var check = check();
        String token = token(JWSAlgorithm.ES256, key);
        assertThrows(IssuerUnreachableException.class, () -> check.judge(token));
        issuer.down(false);
        assertThrows(IssuerUnreachableException.class, () -> check.judge(token));
        nanos.addAndGet(IssuerKeys.AT_MOST_EVERY.toNanos());
        assertGood(check, token);
    }
}
