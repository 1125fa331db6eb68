package io.tillpost.central.reconciliation;

import io.tillpost.central.payment.Payment;
import io.tillpost.central.payment.PaymentState;
import io.tillpost.central.reconciliation.Finding.Place;
import io.tillpost.central.shift.ZCheck;
import io.tillpost.central.statement.NamedId;
import io.tillpost.central.voucher.Excess;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.money.Money;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Discrepancies that a store's own reports show, before any file has come.
final class StoreFindings {
    private StoreFindings() {}

    /// Whether a payment rests on a person's word, was proven to be otherwise, or more of it went back than it brought.
    ///
    /// @param inSuspense what of it stands in suspense, if anything does
    static void note(Changes changes, Payment payment, @Nullable Money inSuspense) {
        changes.lookedFor(DiscrepancyClass.UNCONFIRMED_ATTESTATION, payment.attempt());
        changes.lookedFor(DiscrepancyClass.IN_SUSPENSE, payment.attempt());
        changes.lookedFor(DiscrepancyClass.OVER_REFUNDED, payment.attempt());
        if (payment.state().isAttested() && payment.requested() != null) {
            changes.found(unconfirmed(payment));
        }
        if (inSuspense != null) {
            Money proven = new Money(payment.capturedMinor(), inSuspense.currency());
            Money said = payment.kind().givesBack() ? proven.minus(inSuspense) : proven.plus(inSuspense);
            changes.found(finding(DiscrepancyClass.IN_SUSPENSE, payment, said, proven,
                    "of a " + kind(payment) + " at " + payment.terminal() + " the terminal has proven "
                            + proven
                            + ", a person's word stood for " + said + ": " + inSuspense
                            + " is in suspense"));
        }
        CardFacts facts = payment.facts();
        if (payment.excessMinor() > 0 && facts != null) {
            Money approved = facts.approved();
            Money back = new Money(Math.addExact(payment.returned().refundedMinor(),
                    payment.returned().reversedMinor()), approved.currency());
            changes.found(finding(DiscrepancyClass.OVER_REFUNDED, payment, approved, back,
                    back + " went back to cards, which is "
                            + new Money(payment.excessMinor(), approved.currency())
                            + " more than was captured"));
        }
    }

    static Finding unconfirmed(Payment payment) {
        Money requested = Objects.requireNonNull(payment.requested(), "what was requested");
        boolean moved = payment.state() == PaymentState.ATTESTED_MOVED;
        Money said = moved ? requested : Money.zero(requested.currency());
        return finding(DiscrepancyClass.UNCONFIRMED_ATTESTATION, payment, requested, said,
                "a person said that a " + kind(payment) + " of " + requested + " at " + payment.terminal()
                        + (moved ? " moved" : " did not move") + "; nothing has proven it");
    }

    private static String kind(Payment payment) {
        return payment.kind().name().toLowerCase(Locale.ROOT);
    }

    private static Finding finding(DiscrepancyClass type, Payment payment, Money expected, Money actual,
            String detail) {
        return new Finding(type, payment.attempt(), new Place(payment.store(), payment.businessDate()),
                payment.attempt(), null, null, null, expected, actual, detail);
    }

    /// That more of a voucher went than it had.
    static void note(Changes changes, Excess excess) {
        if (excess.amount().isPositive()) {
            String steps = excess.steps().stream().map(StoreFindings::words)
                    .collect(Collectors.joining(", "));
            changes.found(new Finding(DiscrepancyClass.OVER_REDEEMED,
                    NamedId.of("over-redeemed", excess.event().toString(), excess.label()),
                    new Place(excess.store(), excess.businessDate()), null, null, null, null,
                    excess.issued(), excess.gone(),
                    excess.amount() + " more of " + excess.label() + " went than it had: " + steps));
        }
    }

    private static String words(Excess.Step step) {
        String what = step.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return step.amount() + " " + what + " on " + step.businessDate() + " by " + step.receipt() + " (sale "
                + step.sale() + ")";
    }

    /// Whether a Z report differs.
    static void note(Changes changes, ZCheck check) {
        var z = check.z();
        changes.lookedFor(DiscrepancyClass.Z_DIFFERENCE, z.event());
        if (!check.ok()) {
            Money reported = z.report().totals().salesGross();
            Money booked = check.lines(Set.of(ZCheck.Total.SALES_GROSS))
                    .map(ZCheck.Line::ledger)
                    .findFirst()
                    .orElse(reported);
            changes.found(new Finding(DiscrepancyClass.Z_DIFFERENCE, z.event(),
                    new Place(z.store(), z.businessDate()), null, null, null, null, booked, reported,
                    "Z " + z.report().number() + " of till " + z.till() + ": " + check.wrong()));
        }
    }
}
