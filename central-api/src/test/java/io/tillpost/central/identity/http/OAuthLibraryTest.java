package io.tillpost.central.identity.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenIntrospectionSuccessResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.JWTAuthenticationClaimsSet;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.AccessTokenType;
import io.tillpost.central.TestNode;
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.ClientKeys;
import io.tillpost.central.identity.ClientLogin;
import io.tillpost.central.identity.ClientSecret;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A client library that we did not write finds everything by discovery and gets along with it.
class OAuthLibraryTest {
    private static final Set<String> SCOPES = Set.of("audit:read", "ledger:read");
    private static TestNode node;
    private static AuthorizationServerMetadata server;
    private static ECKey ec;
    private static RSAKey rsa;
    private static ClientAuthentication basic;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start();
        server = AuthorizationServerMetadata.resolve(new Issuer(TestNode.ISSUER),
                URI.create("http://127.0.0.1:" + node.port()).toURL(),
                _ -> {});
        ec = new ECKeyGenerator(Curve.P_256).keyID("mine").generate();
        rsa = new RSAKeyGenerator(2048).keyID("older").generate();
        add("signer", new ClientLogin.SignedAssertion(
                ClientKeys.parse(new JWKSet(List.<JWK>of(ec, rsa)).toString(true))), false);
        var secret = ClientSecret.create(new SecureRandom());
        add("in-header", new ClientLogin.Secret(true, secret.hash()), false);
        add("in-form", new ClientLogin.Secret(false, secret.hash()), false);
        add("bound", new ClientLogin.Secret(true, secret.hash()), true);
        basic = new ClientSecretBasic(new ClientID("in-header"), new Secret(secret.value()));
        post = new ClientSecretPost(new ClientID("in-form"), new Secret(secret.value()));
        bound = new ClientSecretBasic(new ClientID("bound"), new Secret(secret.value()));
    }

    private static ClientAuthentication post;
    private static ClientAuthentication bound;

    private static void add(String id, ClientLogin login, boolean requireDpop) {
        node.addClient(
                new ApiClient(TestNode.TENANT, id, login, requireDpop, SCOPES, null, Instant.now(), null));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /// The node's name is not in the DNS of a test machine.
    private static URI reachable(URI documented) {
        assertTrue(documented.toString().startsWith(TestNode.ISSUER), documented.toString());
        return URI.create(
                "http://127.0.0.1:" + node.port()
                        + documented.toString().substring(TestNode.ISSUER.length()));
    }

    private static HTTPRequest tokenRequest(ClientAuthentication client) {
        return new TokenRequest.Builder(reachable(server.getTokenEndpointURI()), client,
                new ClientCredentialsGrant()).scope(new Scope("audit:read")).build().toHTTPRequest();
    }

    private static AccessToken token(HTTPRequest request) throws Exception {
        var answer = TokenResponse.parse(request.send());
        assertTrue(answer.indicatesSuccess(),
                () -> answer.toErrorResponse().getErrorObject().toJSONObject().toString());
        return answer.toSuccessResponse().getTokens().getAccessToken();
    }

    private static int use(AccessToken token) {
        return node.get("/v1/audit?limit=1", token.getValue()).statusCode();
    }

    private static ClientAuthentication signed(JWSAlgorithm algorithm) throws Exception {
        boolean isEc = algorithm.equals(JWSAlgorithm.ES256);
        var claims = new JWTAuthenticationClaimsSet(new ClientID("signer"),
                new Audience(server.getTokenEndpointURI()));
        return new PrivateKeyJWT(claims, algorithm, isEc ? ec.toPrivateKey() : rsa.toPrivateKey(),
                isEc ? "mine" : "older", null);
    }

    @Test
    void discoveryNamesWhatThereIs() {
        assertEquals(Set.of(ClientAuthenticationMethod.PRIVATE_KEY_JWT,
                ClientAuthenticationMethod.CLIENT_SECRET_BASIC,
                ClientAuthenticationMethod.CLIENT_SECRET_POST),
                Set.copyOf(server.getTokenEndpointAuthMethods()));
        assertEquals(List.of(JWSAlgorithm.ES256), server.getDPoPJWSAlgs());
        assertFalse(server.supportsTLSClientCertificateBoundAccessTokens(), "nobody asks for certificates");
        assertEquals(URI.create(TestNode.ISSUER + "/oauth/revoke"), server.getRevocationEndpointURI());
    }

    @Test
    void everyMethodWithoutCertificatesGetsATokenThatWorks() throws Exception {
        for (var client : List.of(basic, post, signed(JWSAlgorithm.ES256), signed(JWSAlgorithm.PS256),
                signed(JWSAlgorithm.RS256))) {
            AccessToken token = token(tokenRequest(client));
            assertEquals(AccessTokenType.BEARER, token.getType());
            assertEquals(200, use(token), client.getMethod().getValue());
        }
    }

    @Test
    void aRevokedTokenIsIntrospectedAsInactiveAndRefused() throws Exception {
        AccessToken token = token(tokenRequest(basic));
        var before = introspect(token);
        assertTrue(before.isActive());
        assertEquals("in-header", before.getClientID().getValue());
        assertEquals(Scope.parse("audit:read"), before.getScope());
        var revocation = new TokenRevocationRequest(reachable(server.getRevocationEndpointURI()), basic,
                token);
        assertEquals(200, revocation.toHTTPRequest().send().getStatusCode());
        Instant revoked = Instant.now();
        while (introspect(token).isActive() || use(token) == 200) {
            assertTrue(Instant.now().isBefore(revoked.plusSeconds(5)), "still good after 5 s");
            Thread.onSpinWait();
        }
        assertEquals(200, revocation.toHTTPRequest().send().getStatusCode(), "again");
    }

    private static TokenIntrospectionSuccessResponse introspect(AccessToken token) throws Exception {
        return TokenIntrospectionResponse.parse(
                new TokenIntrospectionRequest(reachable(server.getIntrospectionEndpointURI()), post, token)
                        .toHTTPRequest()
                        .send())
                .toSuccessResponse();
    }

    @Test
    void aClientOfAnotherTenantLearnsAndRevokesNothing() throws Exception {
        var secret = ClientSecret.create(new SecureRandom());
        node.addClient(new ApiClient("others", "rival", secret.hash(), SCOPES, null, Instant.now(), null));
        var rival = new ClientSecretBasic(new ClientID("rival"), new Secret(secret.value()));
        AccessToken token = token(tokenRequest(basic));
        var asked = new TokenIntrospectionRequest(reachable(server.getIntrospectionEndpointURI()), rival,
                token)
                .toHTTPRequest()
                .send();
        assertEquals("{\"active\":false}", asked.getBody().strip());
        var revocation = new TokenRevocationRequest(reachable(server.getRevocationEndpointURI()), rival,
                token);
        assertEquals(200, revocation.toHTTPRequest().send().getStatusCode());
        assertTrue(introspect(token).isActive());
    }

    @Test
    void aTokenBoundToAKeyIsOfUseWithProofsOfThatKeyAlone() throws Exception {
        var proofs = new DefaultDPoPProofFactory(new ECKeyGenerator(Curve.P_256).generate(),
                JWSAlgorithm.ES256);
        HTTPRequest request = tokenRequest(bound);
        request.setDPoP(proofs.createDPoPJWT("POST", server.getTokenEndpointURI()));
        AccessToken token = token(request);
        assertEquals(AccessTokenType.DPOP, token.getType());
        assertEquals(401, use(token), "as a bearer token");

        var call = new HTTPRequest(HTTPRequest.Method.GET,
                reachable(URI.create(TestNode.ISSUER + "/v1/audit?limit=1")));
        call.setAuthorization(token.toAuthorizationHeader());
        var proof = proofs.createDPoPJWT("GET", URI.create(TestNode.ISSUER + "/v1/audit"), token);
        call.setDPoP(proof);
        assertEquals(200, call.send().getStatusCode());
        assertEquals(401, call.send().getStatusCode(), "the same proof again");
        var thief = new DefaultDPoPProofFactory(new ECKeyGenerator(Curve.P_256).generate(),
                JWSAlgorithm.ES256);
        call.setDPoP(thief.createDPoPJWT("GET", URI.create(TestNode.ISSUER + "/v1/audit"), token));
        assertEquals(401, call.send().getStatusCode(), "a proof of another key");
    }

    @Test
    void aClientThatHasToBringProofsGetsNoTokenWithout() throws Exception {
        var answer = TokenResponse.parse(tokenRequest(bound).send());
        assertEquals("invalid_dpop_proof", answer.toErrorResponse().getErrorObject().getCode());
    }
}
