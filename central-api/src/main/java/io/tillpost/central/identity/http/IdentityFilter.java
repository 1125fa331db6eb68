package io.tillpost.central.identity.http;

import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Exchange;
import io.tillpost.central.http.Filter;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.identity.LiveClients;
import io.tillpost.central.identity.Principal;
import io.tillpost.central.identity.TokenCheck;
import io.tillpost.central.identity.TokenVerdict;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Lets nobody through to a route with a scope who has not shown a token (RFC 6750, RFC 9449) that holds it.
public final class IdentityFilter implements Filter {
    private static final String CHALLENGE = "WWW-Authenticate";

    private final TokenCheck tokens;
    private final LiveClients clients;
    private final PossessionCheck possession;

    public IdentityFilter(TokenCheck tokens, LiveClients clients, PossessionCheck possession) {
        this.tokens = tokens;
        this.clients = clients;
        this.possession = possession;
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
        String token = PossessionCheck.tokenIn(header).orElseThrow(IdentityFilter::noToken);
        return switch (tokens.judge(token)) {
            case TokenVerdict.Refused(var reason) -> throw invalidToken(reason);
            case TokenVerdict.Valid valid -> caller(valid, exchange.call());
        };
    }

    /// What the token says, as far as its holder has what it is bound to and may still do so.
    private Caller caller(TokenVerdict.Valid token, Call call) throws ProblemException {
        Principal holder = clients.find(token).orElseThrow(() -> invalidToken("client is disabled"));
        Optional<ProblemException> refusal = possession.judge(token, call);
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        Set<String> scopes = new HashSet<>(token.scopes());
        scopes.retainAll(holder.scopes());
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
