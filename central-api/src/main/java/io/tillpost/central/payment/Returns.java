package io.tillpost.central.payment;

import io.tillpost.central.payment.Payment.Returned;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Which charges of a sale the money came back from. A reversal names its charge; a refund names the sale alone, so it is
/// taken from the sale's charges oldest first, and what is more than all of them hangs on the last. Pure.
final class Returns {
    private static final Comparator<Payment> OLDEST_FIRST = Comparator.comparing(Payment::occurredAt)
            .thenComparing(Payment::attempt);

    private Returns() {}

    /// The charges that change, as they are now.
    static List<Payment> recounted(Collection<Payment> ofOneSale) {
        var charges = ofOneSale.stream()
                .filter(payment -> payment.kind() == AttemptKind.CHARGE && payment.facts() != null)
                .sorted(OLDEST_FIRST)
                .toList();
        Map<UUID, Long> reversed = new HashMap<>();
        long refunds = 0;
        for (Payment payment : ofOneSale) {
            if (payment.gaveBack() && payment.kind() == AttemptKind.REFUND) {
                refunds = Math.addExact(refunds, approvedMinor(payment));
            } else if (payment.gaveBack() && payment.purpose().reverses() != null) {
                reversed.merge(payment.purpose().reverses(), approvedMinor(payment), Math::addExact);
            }
        }
        var changed = new ArrayList<Payment>();
        for (int i = 0; i < charges.size(); i++) {
            Payment charge = charges.get(i);
            long back = reversed.getOrDefault(charge.attempt(), 0L);
            long left = charge.state().isCharged() ? Math.max(0, approvedMinor(charge) - back) : 0;
            long refunded = i == charges.size() - 1 ? refunds : Math.min(refunds, left);
            refunds -= refunded;
            var now = withState(charge, back > 0).returned(new Returned(refunded, back));
            if (!now.equals(charge)) {
                changed.add(now);
            }
        }
        return changed;
    }

    /// A reversed charge is void; one whose reversal was taken back stands again. A charge that nobody knew to stand is
    /// left as it is: that it was reversed is seen by what was returned.
    private static Payment withState(Payment charge, boolean reversed) {
        PaymentState next = reversed ? PaymentState.VOIDED : PaymentState.CAPTURED;
        boolean changes = reversed ? charge.state().isCharged() : charge.state() == PaymentState.VOIDED;
        return changes ? charge.become(next) : charge;
    }

    private static long approvedMinor(Payment payment) {
        CardFacts facts = payment.facts();
        return facts == null ? 0 : facts.approved().minor();
    }
}
