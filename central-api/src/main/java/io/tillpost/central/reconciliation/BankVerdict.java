package io.tillpost.central.reconciliation;

import io.tillpost.central.statement.KeptPayout;
import org.jspecify.annotations.Nullable;

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

    /// The payout that the bank speaks of, if any.
    default @Nullable KeptPayout named() {
        return switch (this) {
            case Paid(var payout) -> payout;
            case WrongAmount(var payout) -> payout;
            case Duplicate(var payout) -> payout;
            case Unknown() -> null;
        };
    }
}
