package io.tillpost.central.identity;

import io.tillpost.protocol.journal.Hash;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A program that may ask for tokens.
///
/// @param id unique over all tenants
/// @param login how it proves who it is
/// @param requireDpop whether it gets only tokens that are bound to a key of its own (RFC 9449)
/// @param scopes what its tokens can hold at most
/// @param stores what it is narrowed to; absent means all of the tenant
/// @param disabledAt since when it gets no token and its tokens are refused
public record ApiClient(String tenant, String id, ClientLogin login, boolean requireDpop, Set<String> scopes,
        @Nullable Set<String> stores, Instant createdAt, @Nullable Instant disabledAt) {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{1,62}");

    public ApiClient {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "client id '" + id + "', expected 2 to 63 of a-z, 0-9 and -, e.g. head-office-erp");
        }
        scopes = Set.copyOf(scopes);
        stores = stores == null ? null : Set.copyOf(stores);
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("client '" + id + "' has no scope, expected at least one");
        }
        for (String scope : scopes) {
            if (!Scopes.ALL.contains(scope)) {
                throw new IllegalArgumentException("scope '" + scope + "', expected one of "
                        + Scopes.ALL.stream().sorted().toList());
            }
        }
    }

    /// A client with one secret, which it sends by HTTP Basic.
    public ApiClient(String tenant, String id, Hash secretHash, Set<String> scopes,
            @Nullable Set<String> stores, Instant createdAt, @Nullable Instant disabledAt) {
        this(tenant, id, new ClientLogin.Secret(true, secretHash), false, scopes, stores, createdAt,
                disabledAt);
    }

    /// Whether it may call now.
    public boolean isEnabled() {
        return disabledAt == null;
    }
}
