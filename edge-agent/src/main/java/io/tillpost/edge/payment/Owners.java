package io.tillpost.edge.payment;

import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.sale.Late;
import io.tillpost.edge.sale.RefundState;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Cause;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.money.Money;
import java.util.List;

/// Finds whom an attempt belongs to.
final class Owners {
    private final AttemptBook book;
    private final Sales sales;
    private final Refunds refunds;

    Owners(AttemptBook book, Sales sales, Refunds refunds) {
        this.book = book;
        this.sales = sales;
        this.refunds = refunds;
    }

    Owner of(Attempt attempt) {
        return switch (attempt.purpose()) {
            case Purpose.Payment() -> new PaidSale(attempt);
            case Purpose.PayOut(var refund) -> new PaidRefund(attempt, refund);
            case Purpose.TakeBack(var refund, _) -> new PaidRefund(attempt, refund);
            case Purpose.GiveBack(_, var charge) -> new UnpaidSale(attempt, charge);
            case Purpose.SendBack(_, var charge) -> new UnpaidSale(attempt, charge);
        };
    }

    /// Whether the sale or refund that it is for is completed.
    boolean completed(View view, Attempt attempt) {
        RefundId refund = attempt.refund();
        return refund == null
                ? sales.find(view, attempt.sale())
                        .filter(sale -> sale.state() == SaleState.COMPLETED)
                        .isPresent()
                : refunds.find(view, refund)
                        .filter(found -> found.state() == RefundState.COMPLETED)
                        .isPresent();
    }

    /// Whether the sale that it pays waits for its signature to be compared.
    boolean waitsForSignature(View view, Attempt attempt) {
        return toSign(view, attempt).contains(attempt.attempt());
    }

    /// The payments of its sale whose signatures have to be compared.
    List<AttemptId> toSign(View view, Attempt attempt) {
        return sales.find(view, attempt.sale()).map(Sale::signatures).orElse(List.of());
    }

    private Stamp stampOfSale(View view, Attempt attempt, Cause cause) {
        return sales.stamp(view, sales.byId(view, attempt.sale()), cause);
    }

    /// A sale that a card pays.
    private final class PaidSale implements Owner {
        private final Attempt attempt;

        PaidSale(Attempt attempt) {
            this.attempt = attempt;
        }

        @Override
        public Stamp stamp(View view, Cause cause) {
            return stampOfSale(view, attempt, cause);
        }

        @Override
        public boolean waitsFor(View view, AttemptId id) {
            return sales.find(view, attempt.sale()).filter(sale -> id.equals(sale.pending())).isPresent();
        }

        @Override
        public void begun(UnitOfWork unit) {
            var _ = sales.cardBegun(unit, attempt.sale(), attempt.attempt());
        }

        @Override
        public void moved(UnitOfWork unit, Money approved, Money tip, Cause cause) {
            askForSignature(unit);
            var _ = sales.cardCharged(unit, attempt.sale(), attempt.attempt(), approved, tip, cause);
        }

        @Override
        public void notMoved(UnitOfWork unit, Cause cause) {
            var _ = sales.cardNotCharged(unit, attempt.sale(), attempt.attempt());
        }

        @Override
        public Late late(View view, Money approved, Money tip) {
            return sales.late(view, attempt.sale(), approved, tip);
        }

        @Override
        public void movedLate(UnitOfWork unit, Money approved, Money tip, Cause cause) {
            askForSignature(unit);
            var _ = sales.chargedLate(unit, attempt.sale(), attempt.attempt(), approved, tip, cause);
        }

        /// An attempt that gives this very tender back decides first whether there is one; any other leaves it to be taken off.
        @Override
        public Late disproof(View view, Money amount) {
            return isGivenBack(view)
                    ? Late.WAITS
                    : sales.disproof(view, attempt.sale(), attempt.attempt(), amount);
        }

        private boolean isGivenBack(View view) {
            return sales.find(view, attempt.sale())
                    .map(Sale::pending)
                    .flatMap(pending -> book.find(view, pending))
                    .filter(pending -> attempt.attempt().equals(pending.givesBack()))
                    .isPresent();
        }

        @Override
        public void disproved(UnitOfWork unit, Money amount, Money tip) {
            var _ = sales.tenderDisproved(unit, attempt.sale(), attempt.attempt(), amount, tip);
        }

        private void askForSignature(UnitOfWork unit) {
            if (attempt.asksForSignature()) {
                sales.signatureAsked(unit, attempt.sale(), attempt.attempt());
            }
        }
    }

    /// A refund that goes back to a card, as a transaction of its own or by taking the charge back.
    private final class PaidRefund implements Owner {
        private final Attempt attempt;
        private final RefundId refund;

        PaidRefund(Attempt attempt, RefundId refund) {
            this.attempt = attempt;
            this.refund = refund;
        }

        @Override
        public Stamp stamp(View view, Cause cause) {
            return refunds.stamp(view, refunds.byId(view, refund), cause);
        }

        @Override
        public boolean waitsFor(View view, AttemptId id) {
            return refunds.find(view, refund).filter(open -> id.equals(open.pending())).isPresent();
        }

        @Override
        public void begun(UnitOfWork unit) {
            var _ = refunds.cardBegun(unit, refund, attempt.attempt());
        }

        /// The amount that was asked for has every tip in it already.
        @Override
        public void moved(UnitOfWork unit, Money approved, Money tip, Cause cause) {
            var _ = refunds.cardGivenBack(unit, refund, attempt.attempt(), approved,
                    Money.zero(approved.currency()), cause);
        }

        @Override
        public void notMoved(UnitOfWork unit, Cause cause) {
            var _ = refunds.cardNotGivenBack(unit, refund, attempt.attempt());
        }

        @Override
        public Late late(View view, Money approved, Money tip) {
            return refunds.late(view, refund, approved);
        }

        @Override
        public void movedLate(UnitOfWork unit, Money approved, Money tip, Cause cause) {
            var _ = refunds.givenBackLate(unit, refund, attempt.attempt(), approved,
                    Money.zero(approved.currency()), cause);
        }
    }

    /// A sale that is not completed and gives a card tender back.
    private final class UnpaidSale implements Owner {
        private final Attempt attempt;
        private final AttemptId charge;

        UnpaidSale(Attempt attempt, AttemptId charge) {
            this.attempt = attempt;
            this.charge = charge;
        }

        @Override
        public Stamp stamp(View view, Cause cause) {
            return stampOfSale(view, attempt, cause);
        }

        @Override
        public boolean waitsFor(View view, AttemptId id) {
            return sales.find(view, attempt.sale()).filter(sale -> id.equals(sale.pending())).isPresent();
        }

        @Override
        public void begun(UnitOfWork unit) {
            var _ = sales.giveBackBegun(unit, attempt.sale(), attempt.attempt());
        }

        /// The tip that goes is the charge's, whatever the terminal says of what it did.
        @Override
        public void moved(UnitOfWork unit, Money approved, Money tip, Cause cause) {
            var _ = sales.tenderGivenBack(unit, attempt.sale(), attempt.attempt(), charge, approved,
                    tipCharged(unit, approved));
        }

        private Money tipCharged(View view, Money approved) {
            return book.find(view, charge)
                    .map(Attempt::tip)
                    .orElse(Money.zero(approved.currency()));
        }

        @Override
        public void notMoved(UnitOfWork unit, Cause cause) {
            var _ = sales.tenderNotGivenBack(unit, attempt.sale(), attempt.attempt());
        }

        @Override
        public Late late(View view, Money approved, Money tip) {
            return sales.lateGivenBack(view, attempt.sale(), charge, approved);
        }

        @Override
        public void movedLate(UnitOfWork unit, Money approved, Money tip, Cause cause) {
            var _ = sales.givenBackLate(unit, attempt.sale(), charge, approved, tipCharged(unit, approved));
        }
    }
}
