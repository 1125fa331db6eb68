package io.tillpost.central.apikey;

import io.tillpost.central.apikey.KeySecret.Mode;
import io.tillpost.central.identity.Scopes;
import io.tillpost.protocol.journal.Hash;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A key as it is kept: everything but its secrets.
///
/// @param id unique over all tenants
/// @param title what people call it
/// @param stores what it is narrowed to; absent means all of the tenant
/// @param createdBy the caller who made it
/// @param expiresAt from when it is refused; absent: never by itself
/// @param disabledAt since when it is refused
/// @param lastUsedAt when it was used last, to the minute
/// @param secrets newest first; at most [#MOST_SECRETS]
public record ApiKey(String tenant, String id, Mode mode, String title, Set<String> scopes,
        @Nullable Set<String> stores, Instant createdAt, String createdBy, @Nullable Instant expiresAt,
        @Nullable Instant disabledAt, @Nullable Instant lastUsedAt, List<Kept> secrets) {
    /// The most secrets of one key: its present one, and those whose overlap runs.
    public static final int MOST_SECRETS = 10;
    private static final int LONGEST_TITLE = 100;
    private static final int MOST_STORES = 1_000;

    public ApiKey {
        scopes = Set.copyOf(scopes);
        stores = stores == null ? null : Set.copyOf(stores);
        secrets = List.copyOf(secrets);
        if (title.isBlank() || title.length() > LONGEST_TITLE
                || title.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("name, expected 1 to " + LONGEST_TITLE + " characters");
        }
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("scopes is empty, expected at least one");
        }
        for (String scope : scopes) {
            if (!Scopes.ALL.contains(scope)) {
                throw new IllegalArgumentException("scope '" + scope + "', expected one of "
                        + Scopes.ALL.stream().sorted().toList());
            }
        }
        if (stores != null && (stores.isEmpty() || stores.size() > MOST_STORES)) {
            throw new IllegalArgumentException(
                    "stores has " + stores.size() + " names, expected 1 to " + MOST_STORES);
        }
    }

    /// A secret as it is kept.
    ///
    /// @param endsAt from when it is refused; absent: as long as its key is good
    public record Kept(Hash hash, Instant createdAt, @Nullable Instant endsAt) {
        /// Whether it is accepted at this time.
        public boolean isLive(Instant now) {
            return endsAt == null || now.isBefore(endsAt);
        }
    }

    /// Whether its secrets are accepted at this time.
    public boolean isGood(Instant now) {
        return disabledAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }

    /// Whether `shown` is one of its live secrets; looks at all of them, each in the same time whatever was shown.
    public boolean isProvedBy(KeySecret shown, Instant now) {
        byte[] digest = shown.hash().toBytes();
        boolean proved = false;
        for (Kept secret : secrets) {
            boolean same = MessageDigest.isEqual(digest, secret.hash().toBytes());
            proved |= same && secret.isLive(now);
        }
        return proved && shown.mode() == mode;
    }

    /// `enabled`, `disabled` or `expired`.
    public String state(Instant now) {
        return disabledAt != null ? "disabled" : isGood(now) ? "enabled" : "expired";
    }

    /// What callers who use it are called: no OAuth client has a colon in its id.
    public String callerName() {
        return "key:" + id;
    }
}
