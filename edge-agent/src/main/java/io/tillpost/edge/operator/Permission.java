package io.tillpost.edge.operator;

import java.util.Locale;

/// What a role may do at a till. The names are stable: a till asks for a supervisor's approval of one.
public enum Permission {
    SELL, DISCOUNT, PRICE_OVERRIDE, VOID_LINE, VOID_CART, REFUND, REVERSAL, NO_SALE, CASH_MOVEMENT, CLOSE_SHIFT, X_REPORT, REPRINT, SEE_EXPECTED_CASH, ATTEST, TRAINING, MANAGE_OPERATORS, IMPORT_CATALOG;

    /// As in problems and sessions: `no-sale`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
