package io.tillpost.installer.bridge;

import io.tillpost.protocol.money.Money;

/// One line of the proof: two sums that must be the same.
public record BridgeLine(String left, Money leftAmount, String right, Money rightAmount) {
    /// Left minus right.
    public Money difference() {
        return leftAmount.minus(rightAmount);
    }

    /// Whether both sides are the same.
    public boolean holds() {
        return difference().isZero();
    }
}
