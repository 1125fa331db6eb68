package io.tillpost.central.statement;

import io.tillpost.central.database.Transaction;
import java.util.List;
import java.util.UUID;

/// Who wants to know at once, in the same transaction, that something new is kept.
public interface Arrivals {
    /// These payouts are new, with all their lines.
    void payouts(Transaction transaction, String tenant, List<UUID> payouts);

    /// A bank's file was kept.
    void bankLines(Transaction transaction, String tenant, BankNews news);
}
