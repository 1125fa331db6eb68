package io.tillpost.central.statement;

import io.tillpost.protocol.money.Money;
import java.util.Currency;

/// What an acquirer keeps of a payment, by kind; positive when it is charged.
///
/// @param commission the acquirer's own
/// @param interchange the issuer's
/// @param scheme the card scheme's
public record Fees(Money commission, Money interchange, Money scheme) {
    static Fees zero(Currency currency) {
        var zero = Money.zero(currency);
        return new Fees(zero, zero, zero);
    }

    public Money total() {
        return commission.plus(interchange).plus(scheme);
    }

    Fees plus(Fees other) {
        return new Fees(commission.plus(other.commission), interchange.plus(other.interchange),
                scheme.plus(other.scheme));
    }
}
