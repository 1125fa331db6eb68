package io.tillpost.central.payment;

import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/// What reconciliation asks about card payments. Charged are charges and refunds that stand: a charge that was reversed and
/// its reversal are no business of an acquirer's.
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

    /// What all card payments of a store's business date moved, by currency: charges less refunds and reversals, those that
    /// took each other back included.
    List<Money> moved(Transaction transaction, String tenant, String store, LocalDate businessDate);

    /// How many card attempts of a store's business date have not ended yet, or ended so that nobody knows whether money moved.
    long undecidedAt(Transaction transaction, String tenant, String store, LocalDate businessDate);

    /// Payments of a store's business date of which a person has said what became of them, whatever was proven since.
    List<Payment> attestedAt(Transaction transaction, String tenant, String store, LocalDate businessDate);

    /// Those of these attempts that a person has attested as moved, and nothing has proven yet.
    List<Payment> attestedOf(Transaction transaction, String tenant, Collection<UUID> attempts);

    /// Charges of a store's business date of which more went back than was captured.
    List<Payment> overReturnedAt(Transaction transaction, String tenant, String store,
            LocalDate businessDate);

    /// The charged ones among these attempts.
    List<CardPayment> chargedOf(Transaction transaction, String tenant, Collection<UUID> attempts);

    /// The batch totals that the terminals of a tenant reported for a business date.
    List<TerminalBatch> batches(Transaction transaction, String tenant, String store,
            LocalDate businessDate);
}
