package io.tillpost.central.identity.http;

import io.tillpost.central.http.Caller;
import io.tillpost.central.http.ProblemException;
import java.util.Optional;

/// One way to prove who calls: a token of ours, a token of another issuer, an API key. [IdentityFilter] asks its sources in
/// order. Safe for use by all threads.
@FunctionalInterface
public interface CallerSource {
    /// Who shows this credential; absent if it is of another kind, so that the next source is asked.
    ///
    /// @throws ProblemException if it is of this kind and not good; see [Challenges]
    Optional<Caller> caller(Credential shown) throws ProblemException;
}
