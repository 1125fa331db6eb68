package io.tillpost.edge.shift;

import io.tillpost.edge.journal.Stamp;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// One till's time from opening to closing.
///
/// @param expectedCash what should lie in the drawer: float plus all cash that moved since
/// @param closedAt absent while it is open
/// @param mode absent in shifts of earlier versions: live
/// @param carried what should have been in the drawer before it was opened; absent if nothing
public record Shift(ShiftId shift, String till, String drawer, String operator, LocalDate businessDate,
        Instant openedAt, Money openingFloat, Money expectedCash, @Nullable Money countedCash,
        @Nullable Instant closedAt, @Nullable Mode mode, @Nullable Money carried) {

    /// The envelope of an event in this shift.
    public Stamp stamp(Cause cause) {
        return new Stamp(till, cause.actor(), cause.approver(), mode == null ? Mode.LIVE : mode,
                businessDate, shift, cause.traceparent());
    }

    /// Who works on its till: the cashier who caused something, or the one who opened it.
    public String operator(Cause cause) {
        return cause.actor().kind() == Actor.Kind.CASHIER ? cause.actor().name() : operator;
    }

    /// What should be in its drawer once it is closed: all, if nobody counted.
    Money left() {
        return countedCash == null ? expectedCash : Money.zero(expectedCash.currency());
    }

    Shift withCash(Money moved) {
        return new Shift(shift, till, drawer, operator, businessDate, openedAt, openingFloat,
                expectedCash.plus(moved), countedCash, closedAt, mode, carried);
    }

    Shift closed(@Nullable Money counted, Instant at) {
        return closed(expectedCash, counted, at);
    }

    Shift closed(Money expected, @Nullable Money counted, Instant at) {
        return new Shift(shift, till, drawer, operator, businessDate, openedAt, openingFloat, expected,
                counted, at, mode, carried);
    }
}
