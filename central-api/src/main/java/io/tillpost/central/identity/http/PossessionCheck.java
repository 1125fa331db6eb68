package io.tillpost.central.identity.http;

import io.tillpost.central.http.Call;
import io.tillpost.central.http.Peer;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.identity.ClientLogins;
import io.tillpost.central.identity.Confirmation;
import io.tillpost.central.identity.DpopProofs;
import io.tillpost.central.identity.TokenVerdict;
import java.time.Clock;
import java.util.Set;

/// Whether whoever shows a token also holds what the token is bound to: a key (DPoP, RFC 9449, 7) or a certificate
/// (RFC 8705, 3). Safe for use by all threads.
public final class PossessionCheck implements TokenSource.Possession {
    /// The schemes of tokens of ours.
    public static final Set<String> SCHEMES = Set.of("bearer", "dpop");

    private final DpopProofs proofs;
    private final Set<String> boundScopes;
    private final Clock clock;

    /// @param boundScopes scopes that only tokens which are bound to something may hold
    public PossessionCheck(DpopProofs proofs, Set<String> boundScopes, Clock clock) {
        this.proofs = proofs;
        this.boundScopes = Set.copyOf(boundScopes);
        this.clock = clock;
    }

    /// Lets the token pass if the call shows what it is bound to. A proof that it shows is used up.
    @Override
    public void require(TokenVerdict.Valid token, Credential shown) throws ProblemException {
        Call call = shown.exchange().call();
        Confirmation bound = token.confirmation();
        boolean isDpop = shown.scheme().equals("dpop");
        if (isDpop && bound.keyThumbprint() == null) {
            throw refusal("the token is not bound to a key, expected the scheme Bearer");
        }
        if (bound.certificateThumbprint() != null && !holdsCertificate(call, bound.certificateThumbprint())) {
            throw refusal(
                    "the token is bound to a client certificate that this connection has not shown, or that has ended");
        }
        if (bound.keyThumbprint() != null) {
            if (!isDpop) {
                throw refusal("the token is bound to a key, expected the scheme DPoP and a header DPoP");
            }
            requireKey(shown, bound.keyThumbprint());
        }
        if (!bound.binds() && token.scopes().stream().anyMatch(boundScopes::contains)) {
            throw refusal("a token with such scopes has to be bound to a key or a certificate");
        }
    }

    private boolean holdsCertificate(Call call, String thumbprint) {
        return call.peer().map(Peer::certificate)
                .filter(peer -> !ClientLogins.hasEnded(peer, clock.instant())).map(ClientLogins::thumbprint)
                .filter(thumbprint::equals).isPresent();
    }

    private void requireKey(Credential shown, String thumbprint) throws ProblemException {
        Call call = shown.exchange().call();
        String proof = call.header(DpopProofs.HEADER)
                .orElseThrow(
                        () -> refusal("the token is bound to a key, expected a proof in the header DPoP"));
        switch (proofs.judge(proof, shown.exchange().method(), call.path(), shown.value())) {
            case DpopProofs.Verdict.Refused(var reason) -> throw refusal("DPoP proof: " + reason);
            case DpopProofs.Verdict.Held(var key) -> {
                if (!key.equals(thumbprint)) {
                    throw refusal("the proof is of another key than the token's");
                }
            }
        }
    }

    /// Also where the proof is fine and something else is not: the challenge says how tokens are bound here.
    private static ProblemException refusal(String reason) {
        return Problem.of(401, "possession-not-proved", "The token alone is not enough", reason)
                .exception()
                .withHeader(Challenges.HEADER, "DPoP realm=\"tillpost\", error=\"invalid_dpop_proof\","
                        + " error_description=\"" + reason + "\", algs=\"ES256\"");
    }
}
