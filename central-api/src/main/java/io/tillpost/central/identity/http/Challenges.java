package io.tillpost.central.identity.http;

import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;

/// How a caller who is not known or may not is refused (RFC 6750, 3).
public final class Challenges {
    /// The header that every one of them has.
    static final String HEADER = "WWW-Authenticate";

    private Challenges() {}

    static ProblemException noToken() {
        return Problem.of(401, "token-missing", "Who calls is not known",
                "expected the header Authorization: Bearer with a token or an API key")
                .exception()
                .withHeader(HEADER, "Bearer realm=\"tillpost\"");
    }

    /// 401: a token or key that is not good.
    ///
    /// @param reason fit for the caller: without quotes, without anything that was sent
    public static ProblemException invalid(String reason) {
        return Problem.of(401, "token-invalid", "The token is not good", reason)
                .exception()
                .withHeader(HEADER, "Bearer realm=\"tillpost\", error=\"invalid_token\","
                        + " error_description=\"" + reason + "\"");
    }

    static ProblemException forbidden(String scope) {
        return Problem.of(403, "scope-missing", "The token does not allow this", "expected scope " + scope)
                .exception()
                .withHeader(HEADER, "Bearer realm=\"tillpost\", error=\"insufficient_scope\", scope=\""
                        + scope + "\"");
    }
}
