package io.tillpost.central.issuer.http;

import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.LiveClients;
import io.tillpost.central.identity.http.CallerSource;
import io.tillpost.central.identity.http.Challenges;
import io.tillpost.central.identity.http.Credential;
import io.tillpost.central.issuer.IssuerCheck;
import io.tillpost.central.issuer.IssuerCheck.Verdict;
import io.tillpost.central.issuer.IssuerUnreachableException;
import io.tillpost.central.issuer.TrustedIssuer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Callers by tokens of the trusted issuer. A token says which client calls; what that client may do is what was
/// registered here for it, narrowed by what the token says. A client that is not registered may nothing.
public final class IssuerSource implements CallerSource {
    private final TrustedIssuer issuer;
    private final IssuerCheck check;
    private final LiveClients clients;

    public IssuerSource(TrustedIssuer issuer, IssuerCheck check, LiveClients clients) {
        this.issuer = issuer;
        this.check = check;
        this.clients = clients;
    }

    @Override
    public Optional<Caller> caller(Credential shown) throws ProblemException {
        if (!shown.isBearer()) {
            return Optional.empty();
        }
        return switch (judged(shown.value())) {
            case Verdict.Refused(var reason) -> throw Challenges.invalid(reason);
            case Verdict.Valid valid -> Optional.of(caller(valid));
        };
    }

    private Verdict judged(String token) throws ProblemException {
        try {
            return check.judge(token);
        } catch (IssuerUnreachableException e) {
            var refusal = Problem.of(503, "issuer-unreachable", "The issuer of tokens cannot be reached",
                    "its keys are not known yet").retryLater().exception().withHeader("Retry-After", "5");
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    private Caller caller(Verdict.Valid token) throws ProblemException {
        ApiClient client = clients.find(issuer.clientHere(token.client()))
                .filter(found -> found.tenant().equals(issuer.tenant()))
                .orElseThrow(() -> Challenges.invalid("client is not registered here, or disabled"));
        Set<String> scopes = new HashSet<>(token.scopes());
        scopes.retainAll(client.scopes());
        return new Caller(issuer.tenant(), client.id(), scopes, both(client.stores(), token.stores()));
    }

    private static @Nullable Set<String> both(@Nullable Set<String> registered, @Nullable Set<String> named) {
        if (registered == null || named == null) {
            return registered == null ? named : registered;
        }
        var both = new HashSet<>(registered);
        both.retainAll(named);
        return both;
    }
}
