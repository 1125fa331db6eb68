package io.tillpost.edge.receipt;

import io.tillpost.edge.journal.View;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.sale.Refund;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Gathers what stands on receipts from the rooms that know it.
final class Slips {
    private final Shifts shifts;
    private final Sales sales;
    private final Refunds refunds;
    private final CardPayments payments;

    Slips(Shifts shifts, Sales sales, Refunds refunds, CardPayments payments) {
        this.shifts = shifts;
        this.sales = sales;
        this.refunds = refunds;
        this.payments = payments;
    }

    /// A sale, if it is completed.
    Optional<Slip.Sold> sold(View view, SaleId id) {
        return sales.find(view, id).flatMap(sale -> Optional.ofNullable(sale.receipt())
                .map(number -> sold(view, sale, number)));
    }

    private Slip.Sold sold(View view, Sale sale, Sale.ReceiptNumber number) {
        var issue = new Issue(number.series(), number.number(), sale.till(), sale.operator(), number.at(),
                shifts.byId(view, sale.shift()).businessDate());
        return new Slip.Sold(issue, sale.sale(), sale.shift(), sale.lines(), sale.taxes(), sale.total(),
                sale.rounding(), sale.tip(), sale.tenders());
    }

    /// A refund, if it is completed.
    Optional<Slip.TakenBack> takenBack(View view, RefundId id) {
        return refunds.find(view, id)
                .flatMap(refund -> Optional.ofNullable(refund.receipt())
                        .map(number -> takenBack(view, refund, number)));
    }

    private Slip.TakenBack takenBack(View view, Refund refund, Sale.ReceiptNumber number) {
        var issue = new Issue(number.series(), number.number(), refund.till(), refund.operator(), number.at(),
                shifts.byId(view, refund.shift()).businessDate());
        Sale.ReceiptNumber original = sales.byId(view, refund.sale()).receipt();
        if (original == null) {
            throw new IllegalStateException(
                    "refund " + refund.refund() + " is of a sale without a receipt");
        }
        return new Slip.TakenBack(issue, refund.refund(), refund.sale(), refund.shift(), original.series(),
                original.number(), refund.lines(), refund.taxes(), refund.total(), refund.rounding(),
                refund.tip(), refund.tenders(), refund.reason());
    }

    /// The copy for the merchant of a card payment, if that moved money by signature.
    Optional<MerchantCopy> merchantCopy(View view, AttemptId id) {
        return payments.find(view, id).filter(Attempt::asksForSignature).flatMap(paid -> {
            CardFacts facts = paid.facts();
            return facts == null
                    ? Optional.empty()
                    : sales.find(view, paid.sale())
                            .map(sale -> new MerchantCopy(id, sale.sale(), sale.shift(), sale.till(),
                                    sale.operator(), paid.startedAt(), facts));
        });
    }

    /// What the terminals said of the attempts that moved the money.
    Map<AttemptId, CardFacts> cards(View view, Slip slip) {
        var cards = new HashMap<AttemptId, CardFacts>();
        for (AttemptId id : slip.attempts()) {
            CardFacts facts = payments.find(view, id).map(Attempt::facts).orElse(null);
            if (facts != null) {
                cards.put(id, facts);
            }
        }
        return cards;
    }
}
