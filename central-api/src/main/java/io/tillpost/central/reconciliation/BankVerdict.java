package io.tillpost.central.reconciliation;

import io.tillpost.central.statement.KeptPayout;

/// What a bank line is.
sealed interface BankVerdict {
    /// This payout, to the cent; no other line has it.
    record Paid(KeptPayout payout) implements BankVerdict {}

    /// It names this payout, but the amount is another.
    record WrongAmount(KeptPayout payout) implements BankVerdict {}

    /// It names this payout, which another line has paid already.
    record Duplicate(KeptPayout payout) implements BankVerdict {}

    /// No payout that is known, or none that it could be with certainty.
    record Unknown() implements BankVerdict {}
}
