package io.tillpost.central.payment;

import io.tillpost.central.database.Transaction;
import java.time.LocalDate;
import java.util.List;

/// What reconciliation asks about card payments.
public interface CardPayments {
    /// All charged payments of a merchant id whose business date is within the range, both ends included.
    List<CardPayment> charged(Transaction transaction, String tenant, String merchantId, LocalDate from,
            LocalDate to);

    /// The batch totals that the terminals of a tenant reported for a business date.
    List<TerminalBatch> batches(Transaction transaction, String tenant, LocalDate businessDate);
}
