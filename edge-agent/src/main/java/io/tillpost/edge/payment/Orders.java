package io.tillpost.edge.payment;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.sale.Refund;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.Sales;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.money.Money;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a terminal may be asked to do: sale or refund allow it, and a charge that is to be taken back is the last thing that
/// its terminal did.
final class Orders {
    private final AttemptBook book;
    private final TerminalMemory memory;
    private final Sales sales;
    private final Refunds refunds;

    Orders(AttemptBook book, TerminalMemory memory, Sales sales, Refunds refunds) {
        this.book = book;
        this.memory = memory;
        this.sales = sales;
        this.refunds = refunds;
    }

    /// One attempt, as it may be made.
    record Order(SaleId sale, String terminal, Money amount, Purpose purpose) {}

    /// @param amount absent: what remains of the sale
    Decision<Order> payment(View view, SaleId sale, String terminal, @Nullable Money amount) {
        return sales.chargeable(view, sale, amount)
                .then(charge -> Decision.accept(new Order(sale, terminal, charge, new Purpose.Payment())));
    }

    /// All that remains of a refund, as a transaction of its own.
    Decision<Order> payOut(View view, RefundId id, String terminal) {
        return refunds.givingBack(view, id, null)
                .then(amount -> Decision.accept(new Order(refunds.byId(view, id).sale(), terminal, amount,
                        new Purpose.PayOut(id))));
    }

    /// A refund that takes the charge of its whole sale back.
    Decision<Order> takeBack(View view, RefundId id) {
        return refunds.givingBack(view, id, null).then(amount -> {
            Refund refund = refunds.byId(view, id);
            var reverses = refund.reverses();
            if (reverses == null) {
                return Decision.refuse(Reason.NOT_REVERSIBLE,
                        "refund " + id + " takes no whole charge back; refund the amount instead");
            }
            return memory.reversible(view, book.byId(view, reverses))
                    .then(charge -> ofWhole(charge, amount,
                            new Order(refund.sale(), charge.terminal(), amount,
                                    new Purpose.TakeBack(id, charge.attempt()))));
        });
    }

    /// A card tender of a sale that is not completed: its charge is taken back, or, where the terminal cannot do that any
    /// more, refunded. Not one that is proven never to have been charged, whatever a person had said.
    Decision<Order> giveBack(View view, SaleId id, int tender) {
        return sales.reversible(view, id, tender).then(card -> {
            Attempt paid = book.byId(view, card.attempt());
            Decision<Order> whole = memory.reversible(view, paid)
                    .then(charge -> ofWhole(charge, card.amount(), new Order(id, charge.terminal(),
                            card.amount(), new Purpose.GiveBack(tender, charge.attempt()))));
            boolean tooLate = whole instanceof Decision.Refused<Order>(var reason, _)
                    && reason == Reason.NOT_REVERSIBLE;
            return tooLate && paid.state().moved()
                    ? Decision.accept(sendBack(view, id, paid, card.amount()))
                    : whole;
        });
    }

    /// Of several charges over this amount at this terminal the one whose signature does not match, else the first one that
    /// moved, as head office counts and events tell again: a refund does not name its charge.
    private Order sendBack(View view, SaleId id, Attempt paid, Money amount) {
        Sale sale = sales.byId(view, id);
        Predicate<Attempt> meant = sale.signatures().contains(paid.attempt())
                ? paid::equals
                : other -> isLike(other, paid);
        int place = 0;
        while (!(sale.tenders().get(place) instanceof Tender.Card card && card.amount().equals(amount)
                && meant.test(book.byId(view, card.attempt())))) {
            place++;
        }
        var charge = ((Tender.Card) sale.tenders().get(place)).attempt();
        return new Order(id, paid.terminal(), amount, new Purpose.SendBack(place, charge));
    }

    private static boolean isLike(Attempt one, Attempt other) {
        return one.state().moved() && one.terminal().equals(other.terminal())
                && one.tip().equals(other.tip());
    }

    private static Decision<Order> ofWhole(Attempt charge, Money amount, Order order) {
        var facts = charge.facts();
        return facts != null && facts.approved().equals(amount)
                ? Decision.accept(order)
                : Decision.refuse(Reason.NOT_REVERSIBLE, "charge " + charge.attempt() + " is over "
                        + (facts == null ? charge.requested() : facts.approved()) + ", to be taken back: "
                        + amount + "; refund the amount instead");
    }
}
