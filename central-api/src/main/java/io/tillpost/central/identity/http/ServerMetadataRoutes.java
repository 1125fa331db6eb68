package io.tillpost.central.identity.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Route;
import io.tillpost.central.identity.KeyRing;
import io.tillpost.central.identity.KeyRotation;
import io.tillpost.central.identity.Scopes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What programs need to know before they ask for a token: metadata (RFC 8414) and the public keys (RFC 7517).
public final class ServerMetadataRoutes {
    private static final String KEYS = "/oauth/jwks";
    private static final List<String> ES256 = List.of("ES256");

    private final String issuer;
    private final boolean asksForCertificates;
    private final KeyRing keys;

    /// @param asksForCertificates whether connections are asked for client certificates
    public ServerMetadataRoutes(String issuer, boolean asksForCertificates, KeyRing keys) {
        this.issuer = issuer;
        this.asksForCertificates = asksForCertificates;
        this.keys = keys;
    }

    /// RFC 8414, 2; RFC 8705, 3.3; RFC 9449, 5.1.
    record Metadata(String issuer, @JsonProperty("token_endpoint") String tokenEndpoint,
            @JsonProperty("jwks_uri") String keys, @JsonProperty("revocation_endpoint") String revocation,
            @JsonProperty("introspection_endpoint") String introspection,
            @JsonProperty("scopes_supported") Set<String> scopes,
            @JsonProperty("response_types_supported") List<String> responseTypes,
            @JsonProperty("grant_types_supported") List<String> grantTypes,
            @JsonProperty("token_endpoint_auth_methods_supported") List<String> authMethods,
            @JsonProperty("token_endpoint_auth_signing_alg_values_supported") List<String> signing,
            @JsonProperty("revocation_endpoint_auth_methods_supported") List<String> revocationMethods,
            @JsonProperty("revocation_endpoint_auth_signing_alg_values_supported") List<String> revocationSigning,
            @JsonProperty("introspection_endpoint_auth_methods_supported") List<String> introspectionMethods,
            @JsonProperty("introspection_endpoint_auth_signing_alg_values_supported") List<String> introspectionSigning,
            @JsonProperty("tls_client_certificate_bound_access_tokens") boolean certificateBound,
            @JsonProperty("dpop_signing_alg_values_supported") List<String> dpop) {}

    /// The routes.
    public List<Route> routes() {
        return List.of(Route.open("GET", KEYS, "listSigningKeys", this::publicKeys),
                Route.open("GET", "/.well-known/oauth-authorization-server", "describeAuthorizationServer",
                        this::metadata));
    }

    private Answer publicKeys(Call call) {
        return Answer.content("application/jwk-set+json",
                keys.publicKeysJson().getBytes(StandardCharsets.UTF_8))
                .withHeader("Cache-Control", "public, max-age=" + KeyRotation.JWKS_CACHE_AGE.toSeconds());
    }

    private Answer metadata(Call call) {
        var methods = new ArrayList<>(
                List.of("private_key_jwt", "client_secret_basic", "client_secret_post"));
        if (asksForCertificates) {
            methods.add("tls_client_auth");
            methods.add("self_signed_tls_client_auth");
        }
        var signing = List.of("ES256", "PS256", "RS256");
        return Answer.ok(new Metadata(issuer, issuer + TokenRoutes.PATH, issuer + KEYS,
                issuer + TokenStateRoutes.REVOKE, issuer + TokenStateRoutes.INTROSPECT,
                new TreeSet<>(Scopes.ALL), List.of(), List.of("client_credentials"), methods, signing,
                methods,
                signing, methods, signing, asksForCertificates, ES256));
    }
}
