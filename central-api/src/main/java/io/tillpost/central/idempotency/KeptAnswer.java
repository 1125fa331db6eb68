package io.tillpost.central.idempotency;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The first answer to a command, and whose it was.
///
/// @param stores what the first caller was narrowed to; absent means all of the tenant
public record KeptAnswer(String tenant, IdempotencyKey key, Fingerprint request, String client,
        @Nullable Set<String> stores, int status, String contentType, Map<String, String> headers,
        byte[] body, String requestId, Instant at) {
    public KeptAnswer {
        stores = stores == null ? null : Set.copyOf(stores);
        headers = Map.copyOf(headers);
    }

    /// Whether a caller who is narrowed to these stores may see it; absent means all of the tenant.
    public boolean isFor(@Nullable Set<String> callersStores) {
        return callersStores == null || (stores != null && callersStores.containsAll(stores));
    }
}
