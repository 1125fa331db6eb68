package io.tillpost.protocol.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import org.jspecify.annotations.Nullable;

/// How a part of a sale was paid.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({@JsonSubTypes.Type(value = Tender.Cash.class, name = "cash"),
    @JsonSubTypes.Type(value = Tender.Card.class, name = "card"),
    @JsonSubTypes.Type(value = Tender.Voucher.class, name = "voucher")})
public sealed interface Tender {
    /// What it paid of the sale, tip included.
    Money amount();

    /// Notes and coins: given = amount + change.
    record Cash(Money amount, Money given, Money change) implements Tender {
        public Cash {
            if (!amount.plus(change).equals(given)) {
                throw new IllegalArgumentException(
                        "amount " + amount + " + change " + change + ", expected given " + given);
            }
        }
    }

    /// A card payment, with the attempt that charged it.
    record Card(Money amount, AttemptId attempt) implements Tender {}

    /// A voucher that was redeemed, whole or in part.
    ///
    /// @param taxRate the rate of a single-purpose voucher, whose tax was due when it was sold (directive 2006/112/EC,
    /// article 30b); absent for a multi-purpose voucher, which is money
    record Voucher(Money amount, String voucher, @Nullable TaxRate taxRate) implements Tender {}
}
