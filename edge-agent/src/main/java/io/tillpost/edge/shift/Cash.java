package io.tillpost.edge.shift;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.money.Money;

/// What is done with a drawer without a customer: cash put in and taken out, and opening it for no sale. Safe for use by
/// all threads, inside a unit of work.
public final class Cash {
    private final Shifts shifts;

    public Cash(Shifts shifts) {
        this.shifts = shifts;
    }

    /// Books a movement. Never more goes out than should be there.
    public Decision<Shift> move(UnitOfWork unit, ShiftId id, CashMovement movement, Cause cause) {
        return shifts.stillOpen(unit, id).then(shift -> {
            Money amount = movement.amount();
            if (!amount.currency().equals(shift.expectedCash().currency())) {
                return Decision.refuse(Reason.WRONG_CURRENCY,
                        "amount " + amount + ", expected " + shift.expectedCash().currency());
            }
            if (!amount.isPositive()) {
                return Decision.refuse(Reason.AMOUNT_NOT_VALID, "amount " + amount + ", expected above 0");
            }
            CashMoved.Kind kind = movement.kind().booked();
            if (kind.goesOut() && amount.compareTo(shift.expectedCash()) > 0) {
                // How much should be there is not said: whoever asks may have to count without knowing.
                return Decision.refuse(Reason.AMOUNT_NOT_VALID, "amount " + amount
                        + ", expected at most what should be in drawer " + shift.drawer());
            }
            return Decision.accept(shifts.moved(unit, shift, new CashMoved(kind, shift.drawer(),
                    kind.goesOut() ? amount.negated() : amount, null, movement.reason(), movement.bag()),
                    cause));
        });
    }

    /// Notes that the drawer is opened without a sale; to be opened once this is durable.
    public Decision<Shift> noSale(UnitOfWork unit, ShiftId id, String reason, Cause cause) {
        return shifts.stillOpen(unit, id).then(shift -> {
            var _ = unit.append(shift.stamp(cause), new DrawerOpened(shift.drawer(), null, reason));
            return Decision.accept(shift);
        });
    }
}
