package io.tillpost.protocol.money;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;

/// A VAT rate in basis points: 1900 is 19 %. From 0 to 10,000.
public record TaxRate(@JsonValue int basisPoints) implements Comparable<TaxRate> {
    private static final int WHOLE = 10_000;

    @JsonCreator
    public TaxRate {
        if (basisPoints < 0 || basisPoints > WHOLE) {
            throw new IllegalArgumentException(
                    "tax rate " + basisPoints + " basis points, expected 0 to 10000");
        }
    }

    /// The tax contained in a gross amount, rounded half up (away from zero for refunds, so that a refund mirrors its sale).
    public Money taxInGross(Money gross) {
        return new Money(roundedHalfUp(gross.minor(), basisPoints, WHOLE + basisPoints), gross.currency());
    }

    /// The tax to add to a net amount, rounded half up (away from zero for refunds).
    public Money taxOnNet(Money net) {
        return new Money(roundedHalfUp(net.minor(), basisPoints, WHOLE), net.currency());
    }

    @Override
    public int compareTo(TaxRate other) {
        return Integer.compare(basisPoints, other.basisPoints);
    }

    /// For receipts: `19 %`, `5.5 %`.
    @Override
    public String toString() {
        return new BigDecimal(basisPoints).movePointLeft(2).stripTrailingZeros().toPlainString() + " %";
    }

    private static long roundedHalfUp(long amount, long numerator, long denominator) {
        long doubled = Math.multiplyExact(Math.multiplyExact(Math.absExact(amount), numerator), 2);
        long rounded = Math.addExact(doubled, denominator) / (2 * denominator);
        return amount < 0 ? -rounded : rounded;
    }
}
