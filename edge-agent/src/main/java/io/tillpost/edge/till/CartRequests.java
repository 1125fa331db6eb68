package io.tillpost.edge.till;

import io.tillpost.edge.sale.Markdown;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import org.jspecify.annotations.Nullable;

/// The bodies that tills send about carts.
final class CartRequests {
    private CartRequests() {}

    /// @param quantityThousandths absent: one piece
    /// @param unitPrice absent: the article's own
    record AddLine(String code, @Nullable Long quantityThousandths, @Nullable Money unitPrice) {}

    /// What is absent stays.
    record ChangeLine(@Nullable Long quantityThousandths, @Nullable Money unitPrice,
            @Nullable Discount discount) {}

    /// Either an amount or a percentage; without anything it takes a discount away.
    record Discount(@Nullable Money amount, @Nullable Integer percentBasisPoints, @Nullable String reason) {
        boolean takesAway() {
            return amount == null && percentBasisPoints == null && reason == null;
        }

        /// What is taken off; absent if a discount is taken away.
        ///
        /// @param pointer where it stands in the body
        @Nullable
        Markdown markdown(String pointer) {
            if (takesAway()) {
                return null;
            }
            if (reason == null) {
                throw Problem.malformed(pointer + "/reason", "missing, expected why").exception();
            }
            return new Markdown(reason, amount, percentBasisPoints);
        }
    }

    /// @param taxRate of the goods that a SINGLE voucher is for
    record SellVoucher(String number, Money amount, Purpose purpose, @Nullable TaxRate taxRate) {
        /// What it can be redeemed for: anything, or goods of one tax rate.
        enum Purpose {
            MULTI, SINGLE
        }
    }

    record Park(@Nullable String label) {}

    record Recall(SaleId cart) {}

    /// @param sale open, and forgotten but for its money
    record RingUpAgain(SaleId sale) {}

    record GiveUp(String reason) {}
}
