package io.tillpost.central.identity;

import io.tillpost.central.database.Transaction;
import java.time.Instant;

/// Tokens that were taken back, for all nodes (RFC 7009).
public interface RevokedTokens {
    /// Takes a token back; nothing happens if it was before.
    void add(Transaction transaction, String tokenId, Instant expiresAt);

    /// Whether it was taken back.
    boolean contains(Transaction transaction, String tokenId);

    /// Forgets those that expired before `now` and returns how many there were.
    int purge(Transaction transaction, Instant now);
}
