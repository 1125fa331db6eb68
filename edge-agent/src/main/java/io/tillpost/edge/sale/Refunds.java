package io.tillpost.edge.sale;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.money.Money;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules of refunds. Whoever gives the last cent back completes the refund, in the same unit of work. Safe for use by
/// all threads, inside a unit of work.
public final class Refunds {
    private final Sales sales;
    private final Shifts shifts;
    private final Sales.Rules rules;
    private final RefundBook book = new RefundBook();
    private final Clock clock;

    public Refunds(Sales sales, Shifts shifts, Sales.Rules rules, Clock clock) {
        this.sales = sales;
        this.shifts = shifts;
        this.rules = rules;
        this.clock = clock;
    }

    /// Whether a card may get money back now, and how much: `wanted`, or what remains.
    public Decision<Money> givingBack(View view, RefundId id, @Nullable Money wanted) {
        return payable(view, id).then(refund -> {
            Money amount = wanted == null ? refund.remaining() : wanted;
            if (!amount.currency().equals(rules.currency())) {
                return Decision.refuse(Reason.WRONG_CURRENCY,
                        "amount " + amount + ", expected " + rules.currency());
            }
            return amount.isPositive() && amount.compareTo(refund.remaining()) <= 0
                    ? Decision.accept(amount)
                    : Decision.refuse(Reason.AMOUNT_NOT_VALID, "amount " + amount
                            + ", expected above 0 and at most what remains, " + refund.remaining());
        });
    }

    /// From now on the refund waits for this attempt, which [#givingBack] allowed in this same unit.
    public Refund cardBegun(UnitOfWork unit, RefundId id, AttemptId attempt) {
        Refund waiting = byId(unit, id).became(RefundState.CARD_PENDING).waitingFor(attempt);
        book.store(unit, waiting);
        return waiting;
    }

    /// The attempt that the refund waits for gave money back; completes it if nothing remains. `givenBack` includes `tip`.
    public Refund cardGivenBack(UnitOfWork unit, RefundId id, AttemptId attempt, Money givenBack, Money tip,
            Cause cause) {
        Refund refund = waitingRefund(unit, id, attempt).waitingFor(null)
                .givenBackBy(new RefundTender.Card(givenBack, attempt));
        // The tip of a payment that is reversed is in the refund from its beginning.
        return settle(unit, refund.reverses() == null ? refund.withTip(refund.tip().plus(tip)) : refund,
                cause);
    }

    /// The attempt that the refund waits for is proven not to have moved any money.
    public Refund cardNotGivenBack(UnitOfWork unit, RefundId id, AttemptId attempt) {
        Refund free = waitingRefund(unit, id, attempt).became(RefundState.OPEN).waitingFor(null);
        book.store(unit, free);
        return free;
    }

    /// A refund, if there is one.
    public Optional<Refund> find(View view, RefundId id) {
        return book.find(view, id);
    }

    /// A refund that some record names.
    public Refund byId(View view, RefundId id) {
        return find(view, id)
                .orElseThrow(() -> new IllegalStateException("refund " + id + " is not here"));
    }

    /// The envelope of an event that belongs to a refund: its shift's, whenever it happens.
    public Stamp stamp(View view, Refund refund, Cause cause) {
        return shifts.byId(view, refund.shift()).stamp(cause);
    }

    private Decision<Refund> payable(View view, RefundId id) {
        Optional<Refund> found = find(view, id);
        if (found.isEmpty()) {
            return Decision.refuse(Reason.NOT_FOUND, "no refund " + id);
        }
        Refund refund = found.get();
        if (refund.state() == RefundState.CARD_PENDING) {
            return Decision.refuse(Reason.PAYMENT_UNRESOLVED,
                    "refund " + id + " waits for the card attempt " + refund.pending());
        }
        if (refund.state().ended()) {
            return Decision.refuse(Reason.NOT_REFUNDABLE,
                    "refund " + id + " is " + refund.state() + ", expected OPEN");
        }
        return Decision.accept(refund);
    }

    /// Completes the refund if nothing remains.
    private Refund settle(UnitOfWork unit, Refund refund, Cause cause) {
        if (!refund.remaining().isZero()) {
            Refund open = refund.state() == RefundState.OPEN ? refund : refund.became(RefundState.OPEN);
            book.store(unit, open);
            return open;
        }
        Instant now = clock.instant();
        String series = rules.refundSeries();
        var number = new Sale.ReceiptNumber(series, unit.next("receipt/" + series), now);
        Refund completed = refund.became(RefundState.COMPLETED).numbered(number);
        book.store(unit, completed);
        Sale sale = sales.byId(unit, refund.sale());
        var original = Objects.requireNonNull(sale.receipt(), "receipt of a completed sale");
        var _ = unit.append(stamp(unit, completed, cause),
                new RefundCompleted(refund.refund(), refund.sale(), original.series(), original.number(),
                        series, number.number(), refund.startedAt(), refund.taxDate(),
                        rules.pricesIncludeTax(), rules.taxRule(), refund.lines(), refund.taxes(),
                        refund.total(), completed.rounding(), completed.tip(), completed.tenders(),
                        refund.reason(), null));
        return completed;
    }

    private Refund waitingRefund(View view, RefundId id, AttemptId attempt) {
        Refund refund = byId(view, id);
        if (!attempt.equals(refund.pending())) {
            throw new IllegalStateException(
                    "refund " + id + " waits for " + refund.pending() + ", not for attempt " + attempt);
        }
        return refund;
    }
}
