package io.tillpost.edge.shift;

import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.money.Money;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Cash that somebody wants to put into a drawer or take out of it, without a customer.
///
/// @param amount above zero, whichever way it goes
/// @param reason for [Kind#PAY_IN] and [Kind#PAY_OUT] alone
/// @param bag number of the deposit bag, for [Kind#BANK_DEPOSIT] alone
public record CashMovement(Kind kind, Money amount, @Nullable String reason, @Nullable String bag) {
    private static final Pattern BAG = Pattern.compile("[A-Z0-9-]{1,32}");

    public CashMovement {
        boolean needsReason = kind == Kind.PAY_IN || kind == Kind.PAY_OUT;
        if (needsReason) {
            var _ = Reasons.check(reason);
        } else if (reason != null) {
            throw new IllegalArgumentException("reason with " + kind + ", expected none");
        }
        if (kind == Kind.BANK_DEPOSIT ? bag == null || !BAG.matcher(bag).matches() : bag != null) {
            throw new IllegalArgumentException("bag '" + bag + "' with " + kind
                    + ", expected 1 to 32 capital letters, digits or hyphens for BANK_DEPOSIT, none else");
        }
    }

    /// Why it moves.
    public enum Kind {
        PAY_IN, PAY_OUT, SAFE_DROP, BANK_DEPOSIT;

        CashMoved.Kind booked() {
            return switch (this) {
                case PAY_IN -> CashMoved.Kind.PAY_IN;
                case PAY_OUT -> CashMoved.Kind.PAY_OUT;
                case SAFE_DROP -> CashMoved.Kind.SAFE_DROP;
                case BANK_DEPOSIT -> CashMoved.Kind.BANK_DEPOSIT;
            };
        }
    }
}
