package io.tillpost.central.reconciliation;

import io.tillpost.central.payment.CardPayment;
import io.tillpost.central.payment.Payment;

/// What a settlement line is.
sealed interface LineVerdict {
    /// This payment, to the cent; no other line has it.
    record Matched(CardPayment payment) implements LineVerdict {}

    /// This payment by all its references, but with another amount.
    record WrongAmount(CardPayment payment) implements LineVerdict {}

    /// This payment, which another line has already.
    record Duplicate(CardPayment payment) implements LineVerdict {}

    /// No payment by its references, but one that a person attested and named this line for.
    record Named(Payment payment) implements LineVerdict {}

    /// No payment that is known.
    record Unknown() implements LineVerdict {}
}
