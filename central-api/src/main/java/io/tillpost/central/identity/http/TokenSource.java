package io.tillpost.central.identity.http;

import io.tillpost.central.http.Caller;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.identity.LiveClients;
import io.tillpost.central.identity.Principal;
import io.tillpost.central.identity.TokenCheck;
import io.tillpost.central.identity.TokenVerdict;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Callers by tokens that this installation issued.
public final class TokenSource implements CallerSource {
    private final TokenCheck tokens;
    private final LiveClients clients;
    private final Set<String> schemes;
    private final Possession possession;

    /// Says whether the one who shows a good token is the one it was made for: tokens can be bound to a key (`cnf`,
    /// RFC 7800), by DPoP (RFC 9449) or by a client certificate (RFC 8705).
    @FunctionalInterface
    public interface Possession {
        /// Lets the token pass, or refuses it.
        ///
        /// @throws ProblemException if the token is bound and the proof is missing or wrong, or if the scheme is not the
        ///         one that the binding asks for
        void require(TokenVerdict.Valid token, Credential shown) throws ProblemException;
    }

    /// Bearer tokens, bound to nothing.
    public TokenSource(TokenCheck tokens, LiveClients clients) {
        this(tokens, clients, Set.of("bearer"), (_, _) -> {});
    }

    /// Tokens shown with one of these schemes, bound or not.
    ///
    /// @param schemes lower case
    public TokenSource(TokenCheck tokens, LiveClients clients, Set<String> schemes, Possession possession) {
        this.tokens = tokens;
        this.clients = clients;
        this.schemes = Set.copyOf(schemes);
        this.possession = possession;
    }

    @Override
    public Optional<Caller> caller(Credential shown) throws ProblemException {
        if (!schemes.contains(shown.scheme())) {
            return Optional.empty();
        }
        return switch (tokens.judge(shown.value())) {
            case TokenVerdict.Refused(var reason) -> throw Challenges.invalid(reason);
            case TokenVerdict.Valid valid -> {
                possession.require(valid, shown);
                yield Optional.of(caller(valid));
            }
        };
    }

    /// What the token says, as far as the client or the device may still do so.
    private Caller caller(TokenVerdict.Valid token) throws ProblemException {
        Principal holder = clients.find(token).orElseThrow(() -> Challenges.invalid("client is disabled"));
        return new Caller(token.tenant(), token.client(), common(token.scopes(), holder.scopes()),
                token.stores(), token.deviceKey() == null ? null : token.client());
    }

    /// Seldom fewer than the token's own, which are then not copied for every request.
    private static Set<String> common(Set<String> said, Set<String> held) {
        if (held.containsAll(said)) {
            return said;
        }
        Set<String> both = new HashSet<>(said);
        both.retainAll(held);
        return both;
    }
}
