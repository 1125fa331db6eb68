package io.tillpost.central.vault;

import io.tillpost.central.database.Transaction;

/// Rows of a room that were written before there was a vault.
public interface InClear {
    /// Seals at most `limit` of them in this transaction and returns how many.
    int sealSome(Transaction transaction, int limit);
}
