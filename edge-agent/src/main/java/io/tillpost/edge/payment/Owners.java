package io.tillpost.edge.payment;

import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Cause;
import io.tillpost.protocol.money.Money;

/// Finds whom an attempt belongs to.
final class Owners {
    private final Sales sales;

    Owners(Sales sales) {
        this.sales = sales;
    }

    Owner of(Attempt attempt) {
        return switch (attempt.purpose()) {
            case Purpose.Payment() -> new PaidSale(attempt);
            case Purpose.PayOut _,Purpose.TakeBack _,Purpose.GiveBack _ ->
                throw new IllegalStateException("no refunds yet");
        };
    }

    /// A sale that a card pays.
    private final class PaidSale implements Owner {
        private final Attempt attempt;

        PaidSale(Attempt attempt) {
            this.attempt = attempt;
        }

        @Override
        public Stamp stamp(View view, Cause cause) {
            return sales.stamp(view, sales.byId(view, attempt.sale()), cause);
        }

        @Override
        public void begun(UnitOfWork unit) {
            var _ = sales.cardBegun(unit, attempt.sale(), attempt.attempt());
        }

        @Override
        public void moved(UnitOfWork unit, Money approved, Money tip, Cause cause) {
            var _ = sales.cardCharged(unit, attempt.sale(), attempt.attempt(), approved, tip, cause);
        }

        @Override
        public void notMoved(UnitOfWork unit, Cause cause) {
            var _ = sales.cardNotCharged(unit, attempt.sale(), attempt.attempt());
        }
    }
}
