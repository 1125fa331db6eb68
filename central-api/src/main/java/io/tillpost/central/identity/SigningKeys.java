package io.tillpost.central.identity;

import com.nimbusds.jose.jwk.ECKey;
import io.tillpost.central.database.Transaction;
import java.time.Instant;
import java.util.List;

/// Where the keys that sign tokens are kept, for all nodes.
public interface SigningKeys {
    /// All keys with their private parts, newest first. Holds off other nodes until the transaction ends, so that two
    /// that start at once agree on one first key.
    List<ECKey> allLocked(Transaction transaction);

    /// All keys with their private parts, newest first.
    List<ECKey> all(Transaction transaction);

    /// Keeps one.
    void add(Transaction transaction, ECKey key, Instant now);
}
