package io.tillpost.edge.payment;

import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.sale.Late;
import io.tillpost.edge.shift.Cause;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.money.Money;

/// What an attempt belongs to. It hears, in the unit of work that writes the attempt, what it has to go on with.
interface Owner {
    /// The envelope of the attempt's events.
    Stamp stamp(View view, Cause cause);

    /// It waits for the attempt from now on.
    void begun(UnitOfWork unit);

    /// Whether it waits for this attempt.
    boolean waitsFor(View view, AttemptId attempt);

    /// The money moved; `approved` includes `tip`.
    void moved(UnitOfWork unit, Money approved, Money tip, Cause cause);

    /// The money did not move.
    void notMoved(UnitOfWork unit, Cause cause);

    /// What would become of the money if it moved though a person had said that it did not; `approved` includes `tip`.
    Late late(View view, Money approved, Money tip);

    /// It did, and counts, as [#late] said in this same unit.
    void movedLate(UnitOfWork unit, Money approved, Money tip, Cause cause);

    /// What would become of it if the money, `amount`, did not move though a person had said that it did: a refund is completed
    /// by that word, and what was given back by it is for people to look at.
    default Late disproof(View view, Money amount) {
        return Late.TOO_LATE;
    }

    /// It did not, and counts, as [#disproof] said in this same unit; `amount` includes `tip`.
    default void disproved(UnitOfWork unit, Money amount, Money tip) {
        throw new IllegalStateException(amount + " moved by a person's word, and cannot be taken off");
    }
}
