package io.tillpost.central.ledger;

import io.tillpost.central.database.Transaction;
import java.util.List;

/// Posts entries. Lines of each entry sum to zero per currency and are at least two, else [IllegalArgumentException]
/// (and the database refuses them too).
public interface Ledger {
    /// Posts all entries whose identity is new, set-based, and answers for each whether it was new; an identity that
    /// was posted before with other lines throws [IllegalStateException].
    List<Boolean> post(Transaction transaction, List<EntryRequest> entries);
}
