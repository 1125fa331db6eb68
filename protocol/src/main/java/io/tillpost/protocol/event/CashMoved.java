package io.tillpost.protocol.event;

import io.tillpost.protocol.money.Money;
import org.jspecify.annotations.Nullable;

/// Cash went into a drawer (`amount` above zero) or out of it (below zero).
///
/// @param sale for [Kind#TENDER] and [Kind#REFUND] alone
/// @param reason in words, for [Kind#PAY_IN] and [Kind#PAY_OUT] alone
/// @param bag number of the deposit bag, for [Kind#BANK_DEPOSIT] alone
public record CashMoved(Kind kind, String drawer, Money amount, @Nullable SaleId sale,
        @Nullable String reason, @Nullable String bag) implements Event {
    public CashMoved {
        Names.check("drawer", drawer);
        require((kind == Kind.TENDER || kind == Kind.REFUND) == (sale != null), kind, "sale " + sale);
        require((kind == Kind.PAY_IN || kind == Kind.PAY_OUT) == (reason != null), kind, "reason " + reason);
        require((kind == Kind.BANK_DEPOSIT) == (bag != null), kind, "bag " + bag);
        require(kind.goesOut() ? !amount.isPositive() : !amount.isNegative(), kind, "amount " + amount);
    }

    /// A customer's cash for a sale, net of change.
    public static CashMoved tender(String drawer, Money amount, SaleId sale) {
        return new CashMoved(Kind.TENDER, drawer, amount, sale, null, null);
    }

    private static void require(boolean holds, Kind kind, String what) {
        if (!holds) {
            throw new IllegalArgumentException("cash moved as " + kind + " with " + what);
        }
    }

    /// Why it moved.
    public enum Kind {
        /// A customer paid a sale; the amount is net of change.
        TENDER,
        /// A customer got cash back: a refund's, or what was paid for a sale that was given up.
        REFUND,
        /// Put in, for a reason.
        PAY_IN,
        /// Taken out, for a reason: petty cash.
        PAY_OUT,
        /// Taken out into the store's safe.
        SAFE_DROP,
        /// Taken out in a bag that goes to the bank.
        BANK_DEPOSIT;

        /// Whether it leaves the drawer.
        public boolean goesOut() {
            return this != TENDER && this != PAY_IN;
        }
    }
}
