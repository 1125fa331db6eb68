package io.tillpost.edge.sale;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.journal.UnitOfWork;
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
        return true;
    }

    /// An attempt was begun that gives money back for a refund.
    ///
    /// @param reverses the charge that is taken back as a whole, if it is
    public void cardBegun(UnitOfWork unit, Envelope envelope, RefundId id, SaleId sale, AttemptId attempt,
            Money requested, @Nullable AttemptId reverses) {
        ShiftId shift = envelope.shift();
        Optional<Refund> known = book.find(unit, id);
        if (known.isEmpty() && shift != null) {
            known = Optional.of(begun(unit, envelope, shift, id, sale, requested, reverses));
        }
        known.filter(refund -> !refund.state().ended())
                .ifPresent(refund -> book.store(unit,
                        refund.rebuilt(RefundState.CARD_PENDING, refund.tenders(), attempt)));
    }

    /// An attempt gave money back for a refund.
    public void cardGivenBack(UnitOfWork unit, RefundId id, AttemptId attempt, Money amount) {
        var tender = new RefundTender.Card(amount, attempt);
        book.find(unit, id)
                .filter(refund -> !refund.state().ended() && !refund.tenders().contains(tender))
                .ifPresent(refund -> {
                    var tenders = new ArrayList<>(refund.tenders());
                    tenders.add(tender);
                    book.store(unit, refund.rebuilt(RefundState.OPEN, tenders, null));
                });
    }

    /// An attempt is known not to have given anything back.
    public void cardNotMoved(UnitOfWork unit, RefundId id, AttemptId attempt) {
        book.find(unit, id)
                .filter(refund -> attempt.equals(refund.pending()))
                .ifPresent(refund -> book.store(unit,
                        refund.rebuilt(RefundState.OPEN, refund.tenders(), null)));
    }

    private Refund begun(UnitOfWork unit, Envelope envelope, ShiftId shift, RefundId id, SaleId saleId,
            Money requested, @Nullable AttemptId reverses) {
        Optional<Sale> sale = sales.find(unit, saleId);
        Money tip = reverses == null ? nothing : sale.map(Sale::tip).orElse(nothing);
        Returned.Parts parts = sale.flatMap(known -> rest(unit, known))
                .filter(rest -> rest.total().plus(tip).equals(requested))
                .orElse(new Returned.Parts(List.of(), List.of(), nothing));
        soldVouchers(unit, saleId, parts.lines()).forEach(number -> vouchers.held(unit, number));
        Instant at = envelope.moment().occurredAt();
        return new Refund(id, saleId, envelope.place().till(), shift, shifts.operator(unit, envelope), at,
                ShiftRebuild.taxDate(envelope, at), RefundState.OPEN, parts.lines(),
                parts.taxes(), parts.total(), nothing, parts.lines().isEmpty() ? nothing : tip, List.of(),
                FORGOTTEN, reverses, null, null);
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
