package io.tillpost.central.identity.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Route;
import io.tillpost.central.identity.ClientLogins;
import io.tillpost.central.identity.Confirmation;
import io.tillpost.central.identity.LiveClients;
import io.tillpost.central.identity.LoginVerdict;
import io.tillpost.central.identity.Principal;
import io.tillpost.central.identity.TokenCheck;
import io.tillpost.central.identity.TokenRevocation;
import io.tillpost.central.identity.TokenRules;
import io.tillpost.central.identity.TokenVerdict;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Taking tokens back (RFC 7009) and asking what they are (RFC 7662).
public final class TokenStateRoutes {
    static final String REVOKE = "/oauth/revoke";
    static final String INTROSPECT = "/oauth/introspect";

    private final ClientLogins logins;
    private final TokenCheck tokens;
    private final LiveClients clients;
    private final TokenRevocation revocation;
    private final TokenRules rules;

    public TokenStateRoutes(ClientLogins logins, TokenCheck tokens, LiveClients clients,
            TokenRevocation revocation, TokenRules rules) {
        this.logins = logins;
        this.tokens = tokens;
        this.clients = clients;
        this.revocation = revocation;
        this.rules = rules;
    }

    /// RFC 7662, 2.2. All but `active` is absent for a token that is not good, or not of the caller's tenant.
    ///
    /// @param expires seconds since 1970
    record TokenState(boolean active, @Nullable String iss, @Nullable String aud, @Nullable String sub,
            @JsonProperty("client_id") @Nullable String client, @Nullable String jti, @Nullable String scope,
            @JsonProperty("exp") @Nullable Long expires,
            @JsonProperty("token_type") @Nullable String tokenType, @Nullable Confirmation cnf,
            @Nullable String tenant, @Nullable Set<String> stores) {
        static final TokenState INACTIVE = new TokenState(false, null, null, null, null, null, null, null,
                null, null, null, null);
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.open("POST", REVOKE, "revokeToken",
                        call -> OAuthAnswers.authenticated(logins, call, this::revoke))
                        .receiving(TokenRoutes.MOST_FORM_BYTES, TokenRoutes.FORM),
                Route.open("POST", INTROSPECT, "introspectToken",
                        call -> OAuthAnswers.authenticated(logins, call, this::introspect))
                        .receiving(TokenRoutes.MOST_FORM_BYTES, TokenRoutes.FORM));
    }

    private Answer revoke(Call call, TokenForm form, LoginVerdict.Proved client) {
        Optional<String> token = form.parameter("token");
        if (token.isEmpty()) {
            return tokenMissing();
        }
        revocation.revoke(client.principal(), token.get());
        return Answer.content("application/json", new byte[0]);
    }

    private static Answer tokenMissing() {
        return OAuthAnswers.error(400, "invalid_request", "token is missing");
    }

    private Answer introspect(Call call, TokenForm form, LoginVerdict.Proved client) {
        Optional<String> token = form.parameter("token");
        if (token.isEmpty()) {
            return tokenMissing();
        }
        return OAuthAnswers.uncached(Answer.ok(state(client.principal(), token.get())));
    }

    private TokenState state(Principal asker, String token) {
        if (!(tokens.judge(token) instanceof TokenVerdict.Valid valid) || !maySee(asker, valid)) {
            return TokenState.INACTIVE;
        }
        Optional<Principal> holder = clients.find(valid);
        return holder.isEmpty() ? TokenState.INACTIVE : state(valid, holder.get());
    }

    /// A device has no business with others' tokens.
    private static boolean maySee(Principal asker, TokenVerdict.Valid token) {
        return asker.deviceKey() == null ? asker.tenant().equals(token.tenant()) : asker.owns(token);
    }

    private TokenState state(TokenVerdict.Valid token, Principal holder) {
        var scopes = new HashSet<>(token.scopes());
        scopes.retainAll(holder.scopes());
        Confirmation bound = token.confirmation();
        return new TokenState(true, rules.issuer(), rules.audience(), token.client(), token.client(),
                token.tokenId(), String.join(" ", new TreeSet<>(scopes)), token.expiresAt().getEpochSecond(),
                bound.keyThumbprint() == null ? "Bearer" : "DPoP", bound.binds() ? bound : null,
                token.tenant(), token.stores() == null ? null : new TreeSet<>(token.stores()));
    }
}
