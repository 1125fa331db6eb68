package io.tillpost.central.identity.http;

import io.tillpost.central.http.Call;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.identity.ClientLogins;
import io.tillpost.central.identity.Confirmation;
import io.tillpost.central.identity.DpopProofs;
import io.tillpost.central.identity.TokenVerdict;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Whether whoever shows a token also holds what the token is bound to: a key (DPoP, RFC 9449, 7) or a certificate
/// (RFC 8705, 3). Safe for use by all threads.
public final class PossessionCheck {
    private static final String DPOP = "dpop ";
    private static final String BEARER = "bearer ";

    private final DpopProofs proofs;
    private final Set<String> boundScopes;

    /// @param boundScopes scopes that only tokens which are bound to something may hold
    public PossessionCheck(DpopProofs proofs, Set<String> boundScopes) {
        this.proofs = proofs;
        this.boundScopes = Set.copyOf(boundScopes);
    }

    /// The token of an `Authorization` header, with either scheme.
    static Optional<String> tokenIn(String header) {
        String scheme = header.toLowerCase(Locale.ROOT);
        if (scheme.startsWith(BEARER)) {
            return Optional.of(header.substring(BEARER.length()).strip());
        }
        return isDpop(header) ? Optional.of(header.substring(DPOP.length()).strip()) : Optional.empty();
    }

    private static boolean isDpop(String header) {
        return header.toLowerCase(Locale.ROOT).startsWith(DPOP);
    }

    /// The refusal, if the call does not show what its token is bound to. A proof that it shows is used up.
    public Optional<ProblemException> judge(TokenVerdict.Valid token, Call call) {
        String header = call.header("authorization").orElse("");
        Confirmation bound = token.confirmation();
        if (isDpop(header) && bound.keyThumbprint() == null) {
            return refusal("the token is not bound to a key, expected the scheme Bearer");
        }
        if (bound.certificateThumbprint() != null && !holdsCertificate(call, bound.certificateThumbprint())) {
            return refusal("the token is bound to a client certificate that this connection has not shown");
        }
        if (bound.keyThumbprint() != null) {
            return isDpop(header)
                    ? withoutKey(call, tokenIn(header).orElse(""), bound.keyThumbprint())
                    : refusal("the token is bound to a key, expected the scheme DPoP and a header DPoP");
        }
        if (!bound.binds() && token.scopes().stream().anyMatch(boundScopes::contains)) {
            return refusal("a token with such scopes has to be bound to a key or a certificate");
        }
        return Optional.empty();
    }

    private static boolean holdsCertificate(Call call, String thumbprint) {
        return call.peer().map(ClientLogins::thumbprint).filter(thumbprint::equals).isPresent();
    }

    private Optional<ProblemException> withoutKey(Call call, String token, String thumbprint) {
        Optional<String> proof = call.header(DpopProofs.HEADER);
        if (proof.isEmpty()) {
            return refusal("the token is bound to a key, expected a proof in the header DPoP");
        }
        return switch (proofs.judge(proof.get(), call.method(), call.path(), token)) {
            case DpopProofs.Verdict.Held(var key) when key.equals(thumbprint) -> Optional.empty();
            case DpopProofs.Verdict.Held _ -> refusal("the proof is of another key than the token's");
            case DpopProofs.Verdict.Refused(var reason) -> refusal("DPoP proof: " + reason);
        };
    }

    private static Optional<ProblemException> refusal(String reason) {
        return Optional.of(Problem.of(401, "possession-not-proved", "The token alone is not enough", reason)
                .exception()
                .withHeader("WWW-Authenticate", "DPoP realm=\"tillpost\", error=\"invalid_dpop_proof\","
                        + " error_description=\"" + reason + "\", algs=\"ES256\""));
    }
}
