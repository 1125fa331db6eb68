package io.tillpost.central.identity.http;

import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Exchange;
import io.tillpost.central.http.Filter;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.LiveClients;
import io.tillpost.central.identity.TokenCheck;
import io.tillpost.central.identity.TokenVerdict;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// Lets nobody through to a route with a scope who has not shown a bearer token (RFC 6750) that holds it.
public final class IdentityFilter implements Filter {
    private static final String CHALLENGE = "WWW-Authenticate";
    private static final String BEARER = "bearer ";

    private final TokenCheck tokens;
    private final LiveClients clients;

    public IdentityFilter(TokenCheck tokens, LiveClients clients) {
        this.tokens = tokens;
        this.clients = clients;
    }

    @Override
    public Answer answer(Exchange exchange, Next next) throws ProblemException {
        String scope = exchange.route().scope();
        if (scope != null) {
            Caller caller = caller(exchange);
            exchange.admit(caller);
            if (!caller.scopes().contains(scope)) {
                throw forbidden(scope);
            }
        }
        return next.answer(exchange);
    }

    private Caller caller(Exchange exchange) throws ProblemException {
        String header = exchange.call().header("authorization").orElseThrow(IdentityFilter::noToken);
        if (!header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            throw noToken();
        }
        return switch (tokens.judge(header.substring(BEARER.length()).strip())) {
            case TokenVerdict.Refused(var reason) -> throw invalidToken(reason);
            case TokenVerdict.Valid valid -> caller(valid);
        };
    }

    /// What the token says, as far as the client may still do so.
    private Caller caller(TokenVerdict.Valid token) throws ProblemException {
        ApiClient client = clients.find(token.client())
                .filter(found -> found.tenant().equals(token.tenant()))
                .orElseThrow(() -> invalidToken("client is disabled"));
        Set<String> scopes = new HashSet<>(token.scopes());
        scopes.retainAll(client.scopes());
        return new Caller(token.tenant(), token.client(), scopes, token.stores());
    }

    private static ProblemException noToken() {
        return Problem.of(401, "token-missing", "Who calls is not known",
                "expected the header Authorization: Bearer with a token of /oauth/token")
                .exception()
                .withHeader(CHALLENGE, "Bearer realm=\"tillpost\"");
    }

    private static ProblemException invalidToken(String reason) {
        return Problem.of(401, "token-invalid", "The token is not good", reason)
                .exception()
                .withHeader(CHALLENGE, "Bearer realm=\"tillpost\", error=\"invalid_token\","
                        + " error_description=\"" + reason + "\"");
    }

    private static ProblemException forbidden(String scope) {
        return Problem.of(403, "scope-missing", "The token does not allow this", "expected scope " + scope)
                .exception()
                .withHeader(CHALLENGE, "Bearer realm=\"tillpost\", error=\"insufficient_scope\", scope=\""
                        + scope + "\"");
    }
}
