package io.tillpost.central.reconciliation;

import io.tillpost.central.payment.CardPayment;

/// What a settlement line is.
sealed interface LineVerdict {
    /// This payment, to the cent; no other line has it.
    record Matched(CardPayment payment) implements LineVerdict {}

    /// This payment by all its references, but with another amount.
    record WrongAmount(CardPayment payment) implements LineVerdict {}

    /// This payment, which another line has already.
    record Duplicate(CardPayment payment) implements LineVerdict {}

    /// No payment that is known.
    record Unknown() implements LineVerdict {}
}
