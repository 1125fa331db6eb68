package io.tillpost.edge.till;

import io.tillpost.edge.cart.Carts;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.sale.Refund;
import io.tillpost.edge.sale.RefundState;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.edge.sale.Sales;
import java.util.Currency;

/// The rooms that sell, as the routes see them.
///
/// @param currency of the store
public record Shop(Sales sales, Carts carts, Refunds refunds, Currency currency) {

    /// Whether nothing of a till is open any more: no sale, no refund, no cart.
    Decision<Boolean> nothingOpen(View view, String till) {
        for (Sale sale : sales.allOpen(view)) {
            if (sale.till().equals(till)) {
                return sale.state() == SaleState.CARD_PENDING
                        ? Decision.refuse(Reason.PAYMENT_UNRESOLVED, "sale " + sale.sale()
                                + " waits for the card payment " + sale.pending())
                        : Decision.refuse(Reason.SALE_STILL_OPEN, "sale " + sale.sale() + " is "
                                + sale.state() + ", expected all sales of the till completed or aborted");
            }
        }
        for (Refund refund : refunds.allOpen(view)) {
            if (refund.till().equals(till)) {
                return refund.state() == RefundState.CARD_PENDING
                        ? Decision.refuse(Reason.PAYMENT_UNRESOLVED, "refund " + refund.refund()
                                + " waits for the card attempt " + refund.pending())
                        : Decision.refuse(Reason.SALE_STILL_OPEN, "refund " + refund.refund() + " is "
                                + refund.state() + ", expected all refunds of the till completed or aborted");
            }
        }
        return carts.none(view, till);
    }
}
