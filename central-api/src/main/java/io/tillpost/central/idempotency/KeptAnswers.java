package io.tillpost.central.idempotency;

import io.tillpost.central.database.Transaction;
import java.time.Duration;
import java.util.Optional;

/// Where answers are kept.
public interface KeptAnswers {
    /// Makes every other transaction of any node that asks for the same key wait until this one ends; false if that one
    /// has not ended in `patience`, and then this transaction is good for nothing but rolling back.
    boolean lock(Transaction transaction, String tenant, IdempotencyKey key, Duration patience);

    /// The answer that was kept under this key.
    Optional<KeptAnswer> find(Transaction transaction, String tenant, IdempotencyKey key);

    /// Keeps an answer.
    void add(Transaction transaction, KeptAnswer answer);

    /// Remembers this point of the transaction, to come back to.
    void mark(Transaction transaction);

    /// Undoes everything since [#mark(Transaction)], also after a statement failed.
    void undoToMark(Transaction transaction);
}
