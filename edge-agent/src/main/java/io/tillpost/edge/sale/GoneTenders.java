package io.tillpost.edge.sale;

import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.money.Money;
import java.util.ArrayList;
import java.util.List;

/// What went back of sales that have not ended before it is known here that it had been paid: a mirror may tell the end of a
/// payment, and head office its beginning later. What comes in later and went back before is no tender. Used inside a unit
/// of work.
final class GoneTenders {
    private static final Shelf<Gone> GONE = new Shelf<>("sale-gone", Gone.class);

    /// Of one sale.
    ///
    /// @param cash each amount that went back in notes and coins
    /// @param charges those that were given back and are named
    /// @param cards each amount that went back to a card without saying what had been charged
    private record Gone(List<Money> cash, List<AttemptId> charges, List<Money> cards) {}

    void cash(UnitOfWork unit, SaleId sale, Money amount) {
        Gone gone = of(unit, sale);
        gone.cash.add(amount);
        store(unit, sale, gone);
    }

    /// @param reversal what gave it back
    /// @param charge the same where it does not say what
    void card(UnitOfWork unit, SaleId sale, AttemptId reversal, AttemptId charge, Money amount) {
        Gone gone = of(unit, sale);
        if (charge.equals(reversal)) {
            gone.cards.add(amount);
        } else {
            gone.charges.add(charge);
        }
        store(unit, sale, gone);
    }

    /// Whether cash that comes in has gone back already. It counts once.
    boolean hasCash(UnitOfWork unit, SaleId sale, Money amount) {
        Gone gone = of(unit, sale);
        return used(unit, sale, gone, gone.cash.remove(amount));
    }

    /// The same for a charge.
    boolean hasCard(UnitOfWork unit, SaleId sale, AttemptId charge, Money amount) {
        Gone gone = of(unit, sale);
        return used(unit, sale, gone, gone.charges.remove(charge) || gone.cards.remove(amount));
    }

    /// The sale has ended: nothing of it is an open tender any more.
    void forget(UnitOfWork unit, SaleId sale) {
        unit.remove(GONE, sale.toString());
    }

    void clear(UnitOfWork unit) {
        unit.clear(GONE);
    }

    private boolean used(UnitOfWork unit, SaleId sale, Gone gone, boolean had) {
        if (had) {
            store(unit, sale, gone);
        }
        return had;
    }

    private static Gone of(UnitOfWork unit, SaleId sale) {
        Gone gone = unit.find(GONE, sale.toString()).orElse(new Gone(List.of(), List.of(), List.of()));
        return new Gone(new ArrayList<>(gone.cash), new ArrayList<>(gone.charges),
                new ArrayList<>(gone.cards));
    }

    private static void store(UnitOfWork unit, SaleId sale, Gone gone) {
        if (gone.cash.isEmpty() && gone.charges.isEmpty() && gone.cards.isEmpty()) {
            unit.remove(GONE, sale.toString());
        } else {
            unit.put(GONE, sale.toString(), gone);
        }
    }
}
