package io.tillpost.central.payment;

import io.tillpost.central.database.Transaction;
import java.util.List;

/// Is told of payments that somebody has to look at, or no longer has to, in the transaction that changed them. Plugged in by
/// the composition root.
@FunctionalInterface
public interface PaymentWatch {
    /// These are attested or were, or more or less of them has been returned.
    void changed(Transaction transaction, String tenant, List<Payment> payments);
}
