package io.tillpost.central.payment;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.store.CardContracts;
import io.tillpost.protocol.event.AttemptKind;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The stored card payments.
public interface Payments {
    /// Those of these attempts, and all of these sales, that are known, locked until the transaction ends.
    List<Payment> locked(Transaction transaction, String tenant, Collection<UUID> attempts,
            Collection<UUID> sales);

    /// A book of events about these attempts, and about these sales' other payments, with all of them locked.
    default PaymentBook opened(Transaction transaction, String tenant, CardContracts contracts,
            Set<UUID> attempts, Set<UUID> sales) {
        List<Payment> known = whole(transaction, tenant, attempts, sales);
        // The terminal's word after a person's changes what was returned of a sale, and does not always say that it does.
        Set<UUID> more = known.stream()
                .filter(payment -> payment.state().isAttested() && !sales.contains(payment.sale()))
                .map(Payment::sale)
                .collect(Collectors.toSet());
        if (!more.isEmpty()) {
            more.addAll(sales);
            known = whole(transaction, tenant, attempts, more);
        }
        return new PaymentBook(tenant, contracts, known);
    }

    /// While this waited for a sale's charge, somebody else may have written another payment of the sale, which only a
    /// second look sees.
    private List<Payment> whole(Transaction transaction, String tenant, Collection<UUID> attempts,
            Collection<UUID> sales) {
        List<Payment> known = locked(transaction, tenant, attempts, sales);
        List<Payment> before = List.of();
        while (!sales.isEmpty() && known.size() > before.size()) {
            before = known;
            known = locked(transaction, tenant, attempts, sales);
        }
        return known;
    }

    /// Stores what a book has taken in.
    void save(Transaction transaction, String tenant, PaymentBook book);

    /// One payment of a tenant.
    Optional<Payment> find(Transaction transaction, String tenant, UUID attempt);

    /// The steps of a payment, oldest first.
    List<PaymentChange> changes(Transaction transaction, String tenant, UUID attempt);

    /// Payments by attempt id, those after `after`, at most `limit`.
    List<Payment> list(Transaction transaction, String tenant, Filter filter, @Nullable UUID after,
            int limit);

    /// Which payments are asked for; an absent part does not narrow.
    record Filter(@Nullable Collection<String> stores, @Nullable LocalDate businessDate,
            @Nullable PaymentState state, @Nullable AttemptKind kind) {}
}
