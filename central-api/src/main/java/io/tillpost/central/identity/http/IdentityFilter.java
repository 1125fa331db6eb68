package io.tillpost.central.identity.http;

import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Exchange;
import io.tillpost.central.http.Filter;
import io.tillpost.central.http.ProblemException;
import java.util.List;
import java.util.Optional;

/// Lets nobody through to a route with a scope whom one of its sources does not know, or who does not hold the scope.
public final class IdentityFilter implements Filter {
    private final List<CallerSource> sources;

    /// @param sources asked in this order; the first that knows the kind of credential decides
    public IdentityFilter(List<CallerSource> sources) {
        this.sources = List.copyOf(sources);
    }

    @Override
    public Answer answer(Exchange exchange, Next next) throws ProblemException {
        String scope = exchange.route().scope();
        if (scope != null) {
            Caller caller = caller(exchange);
            exchange.admit(caller);
            if (!caller.scopes().contains(scope)) {
                throw Challenges.forbidden(scope);
            }
        }
        return next.answer(exchange);
    }

    private Caller caller(Exchange exchange) throws ProblemException {
        Credential shown = Credential.of(exchange).orElseThrow(Challenges::noToken);
        for (CallerSource source : sources) {
            Optional<Caller> caller = source.caller(shown);
            if (caller.isPresent()) {
                return caller.get();
            }
        }
        throw Challenges.noToken();
    }
}
