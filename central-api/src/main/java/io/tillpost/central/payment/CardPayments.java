package io.tillpost.central.payment;

import io.tillpost.central.database.Transaction;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/// What reconciliation asks about card payments.
public interface CardPayments {
    /// All charged payments of a merchant id whose business date is within the range, both ends included.
    List<CardPayment> charged(Transaction transaction, String tenant, String merchantId, LocalDate from,
            LocalDate to);

    /// All charged payments of a merchant id that bear one of these references, whatever their dates: a terminal's clock
    /// and a business date need not agree.
    List<CardPayment> chargedAs(Transaction transaction, String tenant, String merchantId,
            Collection<TerminalReference> references);

    /// All charged payments of a store's business date, whatever their merchant ids.
    List<CardPayment> chargedAt(Transaction transaction, String tenant, String store, LocalDate businessDate);

    /// The charged ones among these attempts.
    List<CardPayment> chargedOf(Transaction transaction, String tenant, Collection<UUID> attempts);

    /// The batch totals that the terminals of a tenant reported for a business date.
    List<TerminalBatch> batches(Transaction transaction, String tenant, LocalDate businessDate);
}
