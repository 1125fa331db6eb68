package io.tillpost.central.identity.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Route;
import io.tillpost.central.identity.AccessTokens;
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.ClientSecret;
import io.tillpost.central.identity.KeyRing;
import io.tillpost.central.identity.LiveClients;
import io.tillpost.central.identity.Scopes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The token endpoint (RFC 6749, 4.4), its metadata (RFC 8414) and the public keys (RFC 7517).
public final class TokenRoutes {
    private static final int MOST_FORM_BYTES = 8 * 1024;

    private final AccessTokens tokens;
    private final LiveClients clients;
    private final KeyRing keys;

    public TokenRoutes(AccessTokens tokens, LiveClients clients, KeyRing keys) {
        this.tokens = tokens;
        this.clients = clients;
        this.keys = keys;
    }

    /// A token, RFC 6749, 5.1.
    record TokenAnswer(@JsonProperty("access_token") String accessToken,
            @JsonProperty("token_type") String tokenType, @JsonProperty("expires_in") long expiresIn,
            String scope) {}

    /// A refusal, RFC 6749, 5.2.
    record TokenError(String error, @JsonProperty("error_description") String description) {}

    /// RFC 8414, 2.
    record Metadata(String issuer, @JsonProperty("token_endpoint") String tokenEndpoint,
            @JsonProperty("jwks_uri") String keys, @JsonProperty("scopes_supported") Set<String> scopes,
            @JsonProperty("response_types_supported") List<String> responseTypes,
            @JsonProperty("grant_types_supported") List<String> grantTypes,
            @JsonProperty("token_endpoint_auth_methods_supported") List<String> authMethods) {}

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.open("POST", "/oauth/token", "issueToken", this::issue)
                        .receiving(MOST_FORM_BYTES, "application/x-www-form-urlencoded"),
                Route.open("GET", "/oauth/jwks", "listSigningKeys", this::publicKeys),
                Route.open("GET", "/.well-known/oauth-authorization-server", "describeAuthorizationServer",
                        this::metadata));
    }

    private Answer issue(Call call) {
        try {
            var form = TokenForm.read(call.header("authorization"), call.body());
            return issue(form).about("client:" + (isPlainId(form.clientId()) ? form.clientId() : "?"));
        } catch (TokenForm.MalformedFormException e) {
            return error(400, "invalid_request", e.reason());
        }
    }

    private Answer issue(TokenForm form) {
        if (form.parameter("grant_type").isEmpty()) {
            return error(400, "invalid_request", "grant_type is missing, expected client_credentials");
        }
        if (!form.parameter("grant_type").get().equals("client_credentials")) {
            return error(400, "unsupported_grant_type", "expected client_credentials");
        }
        var secret = new ClientSecret(form.clientSecret());
        Optional<ApiClient> client = isPlainId(form.clientId())
                ? clients.find(form.clientId()).filter(found -> secret.matches(found.secretHash()))
                : Optional.empty();
        if (client.isEmpty()) {
            return unknownClient(form.usedHeader());
        }
        Set<String> scopes = form.parameter("scope")
                .map(asked -> Set.<String>copyOf(List.of(asked.split(" "))))
                .orElse(client.get().scopes());
        if (!client.get().scopes().containsAll(scopes)) {
            return error(400, "invalid_scope", "this client may have: " + sorted(client.get().scopes()));
        }
        return Answer.ok(new TokenAnswer(tokens.issue(client.get(), scopes), "Bearer",
                tokens.rules().lifetime().toSeconds(), sorted(scopes))).withHeader("Pragma", "no-cache");
    }

    private static boolean isPlainId(String clientId) {
        return clientId.matches("[a-z0-9-]{2,63}");
    }

    private static String sorted(Set<String> scopes) {
        return String.join(" ", new TreeSet<>(scopes));
    }

    private static Answer unknownClient(boolean usedHeader) {
        Answer answer = error(401, "invalid_client", "no enabled client has this id and secret");
        return usedHeader ? answer.withHeader("WWW-Authenticate", "Basic realm=\"tillpost\"") : answer;
    }

    private static Answer error(int status, String code, String description) {
        return Answer.json(status, new TokenError(code, description)).withHeader("Pragma", "no-cache");
    }

    private Answer publicKeys(Call call) {
        return Answer.content("application/jwk-set+json",
                keys.publicKeysJson().getBytes(StandardCharsets.UTF_8))
                .withHeader("Cache-Control", "public, max-age=300");
    }

    private Answer metadata(Call call) {
        String issuer = tokens.rules().issuer();
        return Answer.ok(new Metadata(issuer, issuer + "/oauth/token", issuer + "/oauth/jwks",
                new TreeSet<>(Scopes.ALL), List.of(), List.of("client_credentials"),
                List.of("client_secret_basic", "client_secret_post")));
    }
}
