package io.tillpost.central.payment;

import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.money.Money;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Is told of payments that somebody has to look at, or no longer has to, in the transaction that changed them. Plugged in by
/// the composition root.
@FunctionalInterface
public interface PaymentWatch {
    /// These are attested or were, or more or less of them has been returned.
    ///
    /// @param inSuspense what stands in suspense of them once all is posted, by attempt; none for nothing
    void changed(Transaction transaction, String tenant, List<Payment> payments,
            Map<UUID, Money> inSuspense);
}
