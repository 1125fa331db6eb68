package io.tillpost.central.reconciliation;

import io.tillpost.protocol.money.Money;

/// Two sums that must be the same, from two places.
///
/// @param name stable word for it, e.g. `journal-ledger`
/// @param difference left minus right
public record Bridge(String name, Side left, Side right, Money difference, boolean ok) {
    /// One sum.
    ///
    /// @param source terminal, journal, ledger, settlement or bank
    /// @param what in words
    public record Side(String source, String what, Money amount) {}

    Money withoutSign() {
        return difference.isNegative() ? difference.negated() : difference;
    }

    static Bridge of(String name, Side left, Side right) {
        Money difference = left.amount().minus(right.amount());
        return new Bridge(name, left, right, difference, difference.isZero());
    }
}
