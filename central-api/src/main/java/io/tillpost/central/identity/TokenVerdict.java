package io.tillpost.central.identity;

import io.tillpost.protocol.journal.Hash;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a check says about a bearer token.
public sealed interface TokenVerdict {
    /// It was issued here, for this API, to this client, and is still good.
    ///
    /// @param stores what it is narrowed to; absent means all of the tenant
    /// @param tokenId its `jti`; empty where its issuer gave it none
    /// @param confirmation what its bearer has to hold beside it
    /// @param deviceKey the key of the device that it was issued to; absent for an API client
    record Valid(String tenant, String client, Set<String> scopes, @Nullable Set<String> stores,
            Instant expiresAt, String tokenId, Confirmation confirmation, @Nullable Hash deviceKey)
            implements
                TokenVerdict {
        public Valid {
            scopes = Set.copyOf(scopes);
            stores = stores == null ? null : Set.copyOf(stores);
        }

        /// A token of an API client that whoever bears it may use.
        public Valid(String tenant, String client, Set<String> scopes, @Nullable Set<String> stores,
                Instant expiresAt) {
            this(tenant, client, scopes, stores, expiresAt, "", Confirmation.NONE, null);
        }
    }

    /// It is not good. `reason` is fit for the caller.
    record Refused(String reason) implements TokenVerdict {}
}
