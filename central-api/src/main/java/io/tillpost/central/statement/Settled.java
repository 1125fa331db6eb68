package io.tillpost.central.statement;

import io.tillpost.protocol.money.Money;
import java.util.Currency;

/// What the cardholder paid, what the acquirer keeps and what it pays out: net = gross - fees, else
/// [IllegalArgumentException].
///
/// @param gross negative for a refund
public record Settled(Money gross, Fees fees, Money net) {
    public Settled {
        if (!gross.minus(fees.total()).equals(net)) {
            throw new IllegalArgumentException(
                    "net " + net.decimal() + ", expected gross - fees = "
                            + gross.minus(fees.total()).decimal());
        }
    }

    static Settled zero(Currency currency) {
        return new Settled(Money.zero(currency), Fees.zero(currency), Money.zero(currency));
    }

    Settled plus(Settled other) {
        return new Settled(gross.plus(other.gross), fees.plus(other.fees), net.plus(other.net));
    }

    public Currency currency() {
        return gross.currency();
    }
}
