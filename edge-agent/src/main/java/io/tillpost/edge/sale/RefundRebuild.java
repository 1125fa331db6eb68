package io.tillpost.edge.sale;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.shift.ShiftRebuild;
import io.tillpost.edge.voucher.VoucherRebuild;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.RefundLine;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Brings refunds to where events that this box had forgotten leave them. Of one that is not completed a card attempt is all
/// that is known: where it gives the whole rest of the sale back, so are its lines. Used inside a unit of work.
public final class RefundRebuild {
    private static final String FORGOTTEN = "begun before this box was restored";
    /// What was to be given back for refunds whose lines are not known.
    private static final Shelf<Money> ASKED = new Shelf<>("refund-asked", Money.class);

    private final ShiftRebuild shifts;
    private final SaleBook sales = new SaleBook();
    private final RefundBook book = new RefundBook();
    private final ReceiptList receipts = new ReceiptList();
    private final VoucherRebuild vouchers = new VoucherRebuild();
    private final Money nothing;

    /// @param shifts the same as sees the events before this
    public RefundRebuild(ShiftRebuild shifts, Sales.Rules rules) {
        this.shifts = shifts;
        this.nothing = Money.zero(rules.currency());
    }

    /// Takes all records away.
    public void startOver(UnitOfWork unit) {
        book.clear(unit);
        unit.clear(ASKED);
    }

    /// A refund was completed; returns whether the records did not have it as completed. Its number is taken.
    public boolean completed(UnitOfWork unit, Envelope envelope, RefundCompleted refund) {
        unit.taken("receipt/" + refund.series(), refund.number());
        Optional<Refund> before = book.find(unit, refund.refund());
        ShiftId shift = envelope.shift();
        if (before.filter(known -> known.state() == RefundState.COMPLETED).isPresent() || shift == null) {
            return false;
        }
        Instant at = envelope.moment().occurredAt();
        String operator = before.map(Refund::operator).orElseGet(() -> shifts.operator(unit, envelope));
        var completed = new Refund(refund.refund(), refund.sale(), envelope.place().till(), shift, operator,
                refund.startedAt(), refund.taxDate(), RefundState.COMPLETED, refund.lines(), refund.taxes(),
                refund.total(), refund.rounding(), refund.tip(), refund.tenders(), refund.reason(),
                before.map(Refund::reverses).orElse(null), null,
                new Sale.ReceiptNumber(refund.series(), refund.number(), at));
        book.store(unit, completed);
        unit.remove(ASKED, refund.refund().toString());
        soldVouchers(unit, refund.sale(), refund.lines())
                .forEach(number -> vouchers.cancelled(unit, number));
        for (RefundTender tender : refund.tenders()) {
            if (tender instanceof RefundTender.Voucher(var amount, var number)) {
                vouchers.issued(unit, number, null, amount, nothing);
            }
        }
        if (receipts.byNumber(unit, refund.series(), refund.number()).isEmpty()) {
            receipts.add(unit, new ReceiptEntry(completed.till(), refund.sale(), refund.refund(),
                    refund.series(), refund.number(), at, completed.givenBack(), operator));
        }
        soldIsKnown(unit, refund.sale());
        return true;
    }

    /// More is known of what there is to be refunded of a sale: refunds that were told before this may be of the whole rest.
    public void soldIsKnown(UnitOfWork unit, SaleId id) {
        for (Refund refund : book.ofSale(unit, id)) {
            String key = refund.refund().toString();
            Optional<Money> asked = unit.find(ASKED, key).filter(_ -> refund.lines().isEmpty());
            asked.map(requested -> lines(unit, refund, requested))
                    .filter(known -> !known.lines().isEmpty())
                    .ifPresent(known -> {
                        book.store(unit, known);
                        unit.remove(ASKED, key);
                    });
        }
    }

    /// An attempt was begun that gives money back for a refund.
    ///
    /// @param reverses the charge that is taken back as a whole, if it is
    /// @param waits whether the refund waits for it: for one that is known not to have moved anything yet
    public void cardBegun(UnitOfWork unit, Envelope envelope, RefundId id, SaleId sale, AttemptId attempt,
            Money requested, @Nullable AttemptId reverses, boolean waits) {
        ShiftId shift = envelope.shift();
        Optional<Refund> known = book.find(unit, id);
        if (known.isEmpty() && shift != null) {
            known = Optional.of(begun(unit, envelope, shift, id, sale, requested, reverses));
        }
        known.filter(refund -> !refund.state().ended())
                .ifPresent(refund -> store(unit, refund, refund.tenders(),
                        waits ? attempt : refund.pending()));
    }

    /// The card attempt that a refund waits for.
    public Optional<AttemptId> pending(View view, RefundId id) {
        return book.find(view, id).map(Refund::pending);
    }

    /// An attempt gave money back for a refund.
    public void cardGivenBack(UnitOfWork unit, RefundId id, AttemptId attempt, Money amount) {
        var tender = new RefundTender.Card(amount, attempt);
        book.find(unit, id)
                .filter(refund -> !refund.state().ended() && !refund.tenders().contains(tender))
                .ifPresent(refund -> {
                    var tenders = new ArrayList<>(refund.tenders());
                    tenders.add(tender);
                    store(unit, refund, tenders,
                            attempt.equals(refund.pending()) ? null : refund.pending());
                });
    }

    /// An attempt is known not to have given anything back.
    public void cardNotMoved(UnitOfWork unit, RefundId id, AttemptId attempt) {
        book.find(unit, id)
                .filter(refund -> attempt.equals(refund.pending()))
                .ifPresent(refund -> store(unit, refund, refund.tenders(), null));
    }

    private void store(UnitOfWork unit, Refund refund, List<RefundTender> tenders,
            @Nullable AttemptId pending) {
        book.store(unit, refund.rebuilt(pending == null ? RefundState.OPEN : RefundState.CARD_PENDING,
                tenders, pending));
    }

    private Refund begun(UnitOfWork unit, Envelope envelope, ShiftId shift, RefundId id, SaleId sale,
            Money requested, @Nullable AttemptId reverses) {
        Instant at = envelope.moment().occurredAt();
        shifts.goesOn(unit, envelope);
        Refund known = lines(unit, new Refund(id, sale, envelope.place().till(), shift,
                shifts.operator(unit, envelope), at, ShiftRebuild.taxDate(envelope, at),
                RefundState.OPEN, List.of(), List.of(), nothing, nothing, nothing, List.of(), FORGOTTEN,
                reverses, null, null), requested);
        if (known.lines().isEmpty()) {
            unit.put(ASKED, id.toString(), requested);
        }
        return known;
    }

    /// With its lines, which are not known, if what is requested is all that is left of its sale.
    private Refund lines(UnitOfWork unit, Refund refund, Money requested) {
        Optional<Sale> sale = sales.find(unit, refund.sale());
        Money tip = refund.reverses() == null ? nothing : sale.map(Sale::tip).orElse(nothing);
        return sale.flatMap(known -> rest(unit, known))
                .filter(rest -> rest.total().plus(tip).equals(requested))
                .map(rest -> {
                    soldVouchers(unit, refund.sale(), rest.lines())
                            .forEach(number -> vouchers.held(unit, number));
                    return refund.of(rest, rest.lines().isEmpty() ? nothing : tip);
                })
                .orElse(refund);
    }

    private Optional<Returned.Parts> rest(UnitOfWork unit, Sale sale) {
        var returned = new Returned(sale, book.ofSale(unit, sale.sale()));
        return returned.parts(returned.rest()) instanceof Decision.Accepted<Returned.Parts>(var parts)
                ? Optional.of(parts)
                : Optional.empty();
    }

    private List<String> soldVouchers(UnitOfWork unit, SaleId sale, List<RefundLine> lines) {
        return SaleRebuild.vouchersAmong(lines, sales.find(unit, sale).map(Sale::lines).orElse(List.of()));
    }
}
