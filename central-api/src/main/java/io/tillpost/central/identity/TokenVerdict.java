package io.tillpost.central.identity;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a check says about a bearer token.
public sealed interface TokenVerdict {
    /// It was issued here, for this API, to this client, and is still good.
    ///
    /// @param stores what it is narrowed to; absent means all of the tenant
    record Valid(String tenant, String client, Set<String> scopes, @Nullable Set<String> stores,
            Instant expiresAt) implements TokenVerdict {
        public Valid {
            scopes = Set.copyOf(scopes);
            stores = stores == null ? null : Set.copyOf(stores);
        }
    }

    /// It is not good. `reason` is fit for the caller.
    record Refused(String reason) implements TokenVerdict {}
}
