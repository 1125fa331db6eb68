package io.tillpost.central.voucher;

import io.tillpost.central.database.Transaction;
import java.time.LocalDate;
import java.util.List;

/// The vouchers of all tenants. A number is of its store: two boxes there may have given it, and what they issued counts
/// together.
public interface Vouchers {
    /// Writes down what events of one store did, in their order; returns where that is more than a voucher had, or less so.
    /// Whoever comes second to a store waits for the first one's COMMIT.
    List<Excess> take(Transaction transaction, String tenant, List<VoucherMove> moves);

    /// The events of a store's day after which more of a voucher had gone than it had, and still has.
    List<Excess> ofDay(Transaction transaction, String tenant, String store, LocalDate businessDate);
}
