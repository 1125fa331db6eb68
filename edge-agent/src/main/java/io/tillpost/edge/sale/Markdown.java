package io.tillpost.edge.sale;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.protocol.money.Money;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// What somebody takes off a line or a cart: an amount, or a part of the price.
///
/// @param percentBasisPoints 1000 is 10 %
public record Markdown(String reason, @Nullable Money amount, @Nullable Integer percentBasisPoints) {
    private static final int WHOLE = 10_000;
    private static final int LONGEST_REASON = 100;

    /// How much it is of a price, half up; at most all of it.
    Decision<Money> of(Money price) {
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            return refuse("reason of " + reason.length() + " characters, expected 1 to " + LONGEST_REASON);
        }
        if ((amount == null) == (percentBasisPoints == null)) {
            return refuse("discount " + reason + ", expected either an amount or a percentage");
        }
        if (percentBasisPoints != null) {
            return percentBasisPoints > 0 && percentBasisPoints <= WHOLE
                    ? Decision.accept(part(price, percentBasisPoints))
                    : refuse("discount of " + percentBasisPoints + " basis points, expected 1 to " + WHOLE);
        }
        if (amount != null && amount.currency().equals(price.currency()) && amount.isPositive()
                && amount.compareTo(price) <= 0) {
            return Decision.accept(amount);
        }
        return refuse("discount " + amount + ", expected above 0 and at most " + price);
    }

    private static Money part(Money price, int basisPoints) {
        return new Money(BigInteger.valueOf(price.minor())
                .multiply(BigInteger.valueOf(basisPoints))
                .add(BigInteger.valueOf(WHOLE / 2))
                .divide(BigInteger.valueOf(WHOLE))
                .longValueExact(), price.currency());
    }

    private static Decision<Money> refuse(String detail) {
        return Decision.refuse(Reason.DISCOUNT_NOT_VALID, detail);
    }
}
