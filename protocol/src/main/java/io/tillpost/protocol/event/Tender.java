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
    /// @param tax what of a single-purpose voucher's tax is in `amount`: all its uses have together what was paid when it was
    ///     sold, and the last one takes what remains. Absent before it was told: it is the tax that `amount` contains then
    record Voucher(Money amount, String voucher, @Nullable TaxRate taxRate,
            @Nullable Money tax) implements Tender {
        public Voucher {
            if (tax != null && (taxRate == null || tax.isNegative() || tax.compareTo(amount) > 0)) {
                throw new IllegalArgumentException("tax " + tax + " in " + amount + " of voucher " + voucher
                        + " taxed at " + taxRate + ", expected a rate, and 0 to the amount");
            }
        }

        /// Without the tax in it.
        public Voucher(Money amount, String voucher, @Nullable TaxRate taxRate) {
            this(amount, voucher, taxRate, null);
        }

        /// What of its tax is in the amount; none of a multi-purpose voucher.
        public Money taxIn() {
            if (tax != null) {
                return tax;
            }
            return taxRate == null ? Money.zero(amount.currency()) : taxRate.taxInGross(amount);
        }
    }
}
