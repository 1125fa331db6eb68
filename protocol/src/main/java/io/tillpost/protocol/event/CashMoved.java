package io.tillpost.protocol.event;

import io.tillpost.protocol.money.Money;
import org.jspecify.annotations.Nullable;

/// Cash went into a drawer (`amount` above zero) or out of it (below zero). `sale` is there for [Kind#TENDER].
public record CashMoved(Kind kind, String drawer, Money amount, @Nullable SaleId sale) implements Event {
    public CashMoved {
        Names.check("drawer", drawer);
        if ((kind == Kind.TENDER) != (sale != null)) {
            throw new IllegalArgumentException("cash moved as " + kind + " with sale " + sale);
        }
    }

    /// Why it moved.
    public enum Kind {
        /// A customer paid a sale; the amount is net of change.
        TENDER
    }
}
