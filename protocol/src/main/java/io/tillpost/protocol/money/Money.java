package io.tillpost.protocol.money;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Currency;
import java.util.Objects;

/// An amount in the smallest unit of its ISO 4217 currency, e.g. cents. May be negative. Adding two currencies is a
/// bug, so it throws [IllegalArgumentException]; an overflow throws [ArithmeticException].
public record Money(long minor, Currency currency) implements Comparable<Money> {
    /// The most that one amount at a till or in a book may be, in minor units: a hundred thousand million of a currency
    /// with cents. What many add to stays far from the end of 64 bits: that takes 922,337 of these.
    public static final long MOST_MINOR = 10_000_000_000_000L;

    public Money {
        Objects.requireNonNull(currency, "currency");
    }

    /// An amount of `minor` units of the currency with this ISO 4217 code.
    public static Money of(long minor, String currencyCode) {
        return new Money(minor, Currency.getInstance(currencyCode));
    }

    /// Whether it may be stated at a till and booked: at most [#MOST_MINOR], whichever way it goes.
    public boolean isBookable() {
        return minor >= -MOST_MINOR && minor <= MOST_MINOR;
    }

    /// Nothing, in the given currency.
    public static Money zero(Currency currency) {
        return new Money(0, currency);
    }

    /// Reads a plain decimal such as `12.40`; more decimals than the currency has are refused, never rounded.
    public static Money parse(String decimal, Currency currency) {
        try {
            long minor = new BigDecimal(decimal.strip()).movePointRight(currency.getDefaultFractionDigits())
                    .longValueExact();
            return new Money(minor, currency);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("amount '" + decimal + "' is not a decimal with at most "
                    + currency.getDefaultFractionDigits() + " places", e);
        }
    }

    /// The sum of all amounts, zero of `currency` for none.
    public static Money sum(Collection<Money> amounts, Currency currency) {
        Money total = zero(currency);
        for (Money amount : amounts) {
            total = total.plus(amount);
        }
        return total;
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(minor, sameCurrency(other).minor), currency);
    }

    public Money minus(Money other) {
        return new Money(Math.subtractExact(minor, sameCurrency(other).minor), currency);
    }

    public Money negated() {
        return new Money(Math.negateExact(minor), currency);
    }

    public boolean isZero() {
        return minor == 0;
    }

    public boolean isPositive() {
        return minor > 0;
    }

    public boolean isNegative() {
        return minor < 0;
    }

    /// Orders amounts of one currency; two currencies cannot be compared.
    @Override
    public int compareTo(Money other) {
        return Long.compare(minor, sameCurrency(other).minor);
    }

    /// The amount as a plain decimal without the currency: `12.40`, `-0.05`.
    public String decimal() {
        return BigDecimal.valueOf(minor, currency.getDefaultFractionDigits()).toPlainString();
    }

    /// For people and logs: `12.40 EUR`.
    @Override
    public String toString() {
        return decimal() + " " + currency.getCurrencyCode();
    }

    private Money sameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("cannot combine " + other.currency + " with " + currency);
        }
        return other;
    }
}
