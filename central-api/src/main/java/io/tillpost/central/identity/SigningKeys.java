package io.tillpost.central.identity;

import io.tillpost.central.database.Transaction;
import java.util.List;

/// Where the keys that sign tokens are kept, for all nodes.
public interface SigningKeys {
    /// All keys with their private parts, the one that signs from latest first. Holds off other nodes until the transaction
    /// ends, so that two that start at once agree on one first key, and two that rotate at once on one next key.
    List<SigningKey> allLocked(Transaction transaction);

    /// All keys with their private parts, the one that signs from latest first.
    List<SigningKey> all(Transaction transaction);

    /// Keeps one.
    void add(Transaction transaction, SigningKey key);

    /// Destroys one.
    void remove(Transaction transaction, String keyId);
}
