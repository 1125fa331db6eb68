package io.tillpost.central.identity.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Route;
import io.tillpost.central.identity.AccessTokens;
import io.tillpost.central.identity.ClientLogins;
import io.tillpost.central.identity.Confirmation;
import io.tillpost.central.identity.DpopProofs;
import io.tillpost.central.identity.LoginVerdict;
import io.tillpost.central.identity.Principal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The token endpoint (RFC 6749, 4.4), with tokens bound to a key (RFC 9449, 5) or a certificate (RFC 8705, 3).
public final class TokenRoutes {
    /// Its path.
    public static final String PATH = "/oauth/token";
    /// An assertion of 6 KiB and the rest.
    static final int MOST_FORM_BYTES = 16 * 1024;
    static final String FORM = "application/x-www-form-urlencoded";
    private static final String DPOP_REFUSED = "invalid_dpop_proof";

    private final AccessTokens tokens;
    private final ClientLogins logins;
    private final DpopProofs proofs;
    private final Set<String> boundScopes;

    /// @param boundScopes scopes that only tokens which are bound to a key or a certificate may hold
    public TokenRoutes(AccessTokens tokens, ClientLogins logins, DpopProofs proofs, Set<String> boundScopes) {
        this.tokens = tokens;
        this.logins = logins;
        this.proofs = proofs;
        this.boundScopes = Set.copyOf(boundScopes);
    }

    /// A token, RFC 6749, 5.1.
    ///
    /// @param stores what it is narrowed to; absent means all of the tenant
    record TokenAnswer(@JsonProperty("access_token") String accessToken,
            @JsonProperty("token_type") String tokenType, @JsonProperty("expires_in") long expiresIn,
            String scope, @Nullable String stores) {
        /// Without the token.
        @Override
        public String toString() {
            return "TokenAnswer[" + tokenType + " " + scope + "]";
        }
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(Route.open("POST", PATH, "issueToken",
                call -> OAuthAnswers.authenticated(logins, call, this::issue))
                .receiving(MOST_FORM_BYTES, FORM));
    }

    private Answer issue(Call call, TokenForm form, LoginVerdict.Proved client) {
        Optional<String> grant = form.parameter("grant_type");
        if (grant.isEmpty()) {
            return OAuthAnswers.error(400, "invalid_request",
                    "grant_type is missing, expected client_credentials");
        }
        if (!grant.get().equals("client_credentials")) {
            return OAuthAnswers.error(400, "unsupported_grant_type", "expected client_credentials");
        }
        Principal principal = client.principal();
        Set<String> scopes = form.parameter("scope").map(TokenRoutes::words).orElse(principal.scopes());
        if (scopes.isEmpty() || !principal.scopes().containsAll(scopes)) {
            return OAuthAnswers.error(400, "invalid_scope",
                    "this client may have: " + joined(principal.scopes()));
        }
        Set<String> asked = form.parameter("stores").map(TokenRoutes::words).orElse(null);
        if (asked != null && (asked.isEmpty() || !mayNarrowTo(principal, asked))) {
            return OAuthAnswers.error(400, "invalid_scope", "stores: expected some of the client's own");
        }
        Set<String> stores = asked == null ? principal.stores() : asked;
        return bound(call, client, scopes, stores);
    }

    private static boolean mayNarrowTo(Principal principal, Set<String> stores) {
        return principal.stores() == null || principal.stores().containsAll(stores);
    }

    /// Last of all checks: what is wrong otherwise shall not use up a proof.
    private Answer bound(Call call, LoginVerdict.Proved client, Set<String> scopes,
            @Nullable Set<String> stores) {
        Confirmation confirmation = client.confirmation();
        Optional<String> proof = call.header(DpopProofs.HEADER);
        if (proof.isPresent()) {
            switch (proofs.judge(proof.get(), call.method(), PATH, null)) {
                case DpopProofs.Verdict.Refused(var reason) -> {
                    return OAuthAnswers.error(400, DPOP_REFUSED, reason);
                }
                case DpopProofs.Verdict.Held(var key) ->
                    confirmation = new Confirmation(key, confirmation.certificateThumbprint());
            }
        } else if (client.principal().requireDpop()) {
            return OAuthAnswers.error(400, DPOP_REFUSED,
                    "this client gets tokens that are bound to a key, expected a proof in the header DPoP");
        }
        if (!confirmation.binds() && scopes.stream().anyMatch(boundScopes::contains)) {
            return OAuthAnswers.error(400, DPOP_REFUSED, "tokens with " + joined(boundScopes)
                    + " are bound to a key, expected a proof in the header DPoP");
        }
        return OAuthAnswers.uncached(Answer.ok(new TokenAnswer(
                tokens.issue(client.principal(), scopes, stores, confirmation),
                confirmation.keyThumbprint() == null ? "Bearer" : "DPoP",
                tokens.rules().lifetime().toSeconds(), joined(scopes),
                stores == null ? null : joined(stores))));
    }

    private static Set<String> words(String text) {
        var words = new TreeSet<>(List.of(text.split(" ", -1)));
        words.remove("");
        return words;
    }

    private static String joined(Set<String> words) {
        return String.join(" ", new TreeSet<>(words));
    }
}
