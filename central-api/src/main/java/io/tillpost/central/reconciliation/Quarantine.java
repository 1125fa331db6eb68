package io.tillpost.central.reconciliation;

import io.tillpost.central.database.Transaction;
import java.time.LocalDate;

/// What the stores sent that counts for nothing yet. Plugged in by the composition root.
@FunctionalInterface
public interface Quarantine {
    /// How many events of a store's business date are set aside.
    long held(Transaction transaction, String tenant, String store, LocalDate businessDate);
}
