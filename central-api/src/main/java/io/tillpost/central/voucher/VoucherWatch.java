package io.tillpost.central.voucher;

import io.tillpost.central.database.Transaction;
import java.util.List;

/// Is told of vouchers of which more went than they had, in the transaction that wrote it down. Plugged in by the composition
/// root.
@FunctionalInterface
public interface VoucherWatch {
    /// Somebody has to look at these.
    void exceeded(Transaction transaction, String tenant, List<Excess> excesses);
}
