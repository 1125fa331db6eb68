package io.tillpost.central.issuer.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import io.tillpost.central.TestNode;
import io.tillpost.central.config.CentralConfigs;
import io.tillpost.central.config.ExternalIssuer;
import io.tillpost.central.issuer.TestIssuer;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Nodes that take tokens of somebody else: of another node, and of an issuer that is none of ours.
class ExternalIssuerTest {
    private static TestNode trusting(ExternalIssuer issuer) {
        return TestNode.start(config -> CentralConfigs.withExternalIssuer(config, issuer));
    }

    private static ExternalIssuer issuer(String iss, String audience, @Nullable URI jwks, Set<String> pins) {
        return new ExternalIssuer(iss, audience, jwks, pins, TestNode.TENANT, "client_id", "scope", "stores",
                Map.of("0oaXk2Lm", "registered"));
    }

    @Test
    void tokensOfAnotherNodeWorkAndTheBuiltInEndpointSaysWhereToGo() throws Exception {
        try (var other = TestNode.start()) {
            String pin = JWKSet.parse(other.get("/oauth/jwks", null).body()).getKeys().getFirst()
                    .computeThumbprint()
                    .toString();
            try (var node = trusting(
                    issuer(TestNode.ISSUER, TestNode.ISSUER, other.uri().resolve("/oauth/jwks"),
                            Set.of(pin)))) {
                node.addClient("shared", Set.of("stores:read"));
                String token = other.token("shared",
                        other.addClient("shared", Set.of("stores:read", "audit:read")));
                assertEquals(200, node.get("/v1/stores", token).statusCode());
                assertEquals(403, node.get("/v1/audit", token).statusCode(), "only what was registered here");
                String unknown = other.token("unknown", other.addClient("unknown", Set.of("stores:read")));
                assertEquals(401, node.get("/v1/stores", unknown).statusCode());
                node.database()
                        .execute("update api_client set tenant = 'other' where client_id = 'everything'");
                assertEquals(401, node.get("/v1/stores", other.token()).statusCode(),
                        "a client of another tenant");
                for (String path : List.of("/oauth/jwks", "/.well-known/oauth-authorization-server")) {
                    var off = node.get(path, null);
                    assertEquals(404, off.statusCode());
                    assertTrue(off.body().contains("tokens are issued by " + TestNode.ISSUER), off.body());
                }
                assertEquals(404, node.send(node.request("/oauth/token")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("grant_type=client_credentials"))).statusCode());
            }
        }
    }

    @Test
    void anIssuerThatIsNoneOfOursIsDiscoveredAndItsClientsAreMapped() throws Exception {
        try (var issuer = TestIssuer.start();
                var node = trusting(issuer(issuer.url(), TestIssuer.AUDIENCE, null, Set.of()))) {
            var key = issuer.rsaKey("rsa-1", 2048);
            node.addClient(TestNode.TENANT, "registered", Set.of("stores:read", "reports:read"),
                    Set.of("s1", "s2"));
            var claims = issuer.claims("0oaXk2Lm", "stores:read openid", Instant.now()).build();
            assertEquals(200,
                    node.get("/v1/stores", TestIssuer.signed(JWSAlgorithm.PS256, key, claims)).statusCode());
            String narrowed = TestIssuer.signed(JWSAlgorithm.RS256, key, issuer
                    .claims("0oaXk2Lm", "stores:read", Instant.now()).claim("stores", List.of("s3")).build());
            assertEquals("{\"items\":[]}", node.get("/v1/stores", narrowed).body());
            assertEquals(403, node.get("/v1/incidents", narrowed).statusCode());
        }
    }

    @Test
    void whileTheIssuerWasNeverReachedTheAnswerIsToTryAgain() throws Exception {
        try (var issuer = TestIssuer.start();
                var node = trusting(issuer(issuer.url(), TestIssuer.AUDIENCE, null, Set.of()))) {
            issuer.down(true);
            var key = issuer.ellipticKey("ec-1");
            var answer = node.get("/v1/stores", TestIssuer.signed(JWSAlgorithm.ES256, key,
                    issuer.claims("0oaXk2Lm", "stores:read", Instant.now()).build()));
            assertEquals(503, answer.statusCode());
            assertTrue(answer.body().contains("issuer-unreachable"), answer.body());
            assertTrue(answer.body().contains("\"retryable\":true"));
            assertEquals("5", answer.headers().firstValue("Retry-After").orElseThrow());
        }
    }
}
