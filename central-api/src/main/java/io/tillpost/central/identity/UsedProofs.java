package io.tillpost.central.identity;

import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.journal.Hash;
import java.time.Instant;

/// What may be used once, remembered for all nodes.
public interface UsedProofs {
    /// What is used.
    enum Kind {
        /// An assertion by which a client proves who it is (RFC 7523, 3, point 7).
        ASSERTION,
        /// A proof of possession (RFC 9449, 11.1).
        DPOP
    }

    /// Uses it up; false if it was used before.
    ///
    /// @param owner whose `jti` it is: the client, or the thumbprint of the key
    /// @param expiresAt when it could no longer be used anyhow
    boolean use(Transaction transaction, Kind kind, String owner, Hash jti, Instant expiresAt);

    /// Forgets what expired before `now` and returns how many there were.
    int purge(Transaction transaction, Instant now);
}
