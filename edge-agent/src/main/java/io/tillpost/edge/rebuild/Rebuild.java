package io.tillpost.edge.rebuild;

import io.tillpost.edge.cart.CartRebuild;
import io.tillpost.edge.catalog.CatalogRebuild;
import io.tillpost.edge.journal.AppendListener;
import io.tillpost.edge.journal.Forgetting;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.payment.PaymentRebuild;
import io.tillpost.edge.receipt.PrintRebuild;
import io.tillpost.edge.sale.RefundRebuild;
import io.tillpost.edge.sale.SaleRebuild;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.ShiftRebuild;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.CommandResult;
import io.tillpost.protocol.event.ConfigApplied;
import io.tillpost.protocol.event.DeviceStateChanged;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.GapRecorded;
import io.tillpost.protocol.event.IncidentCleared;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.JournalForked;
import io.tillpost.protocol.event.OperatorLocked;
import io.tillpost.protocol.event.OperatorSignedIn;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.ReceiptPrinted;
import io.tillpost.protocol.event.ReceiptReprinted;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.ShiftClosed;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.event.TelemetrySampled;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.journal.JournalKey;
import java.util.Collection;
import java.util.List;

/// Hands each event that this box had forgotten to the rooms whose records it changes (docs/reference/rebuild.md). Events
/// come oldest first; one that comes again, or that the records reflect, changes nothing. It must be handed no event that
/// this box appends, which the rooms have written their records with.
public final class Rebuild implements AppendListener, Forgetting {
    private final ShiftRebuild shifts;
    private final SaleRebuild sales;
    private final RefundRebuild refunds;
    private final PaymentRebuild payments;
    private final CartRebuild carts = new CartRebuild();
    private final PrintRebuild prints = new PrintRebuild();
    private final CatalogRebuild catalog = new CatalogRebuild();
    private final Collection<String> terminals;

    /// @param terminals names of all that this store has
    public Rebuild(Shifts shifts, Sales.Rules rules, Collection<String> terminals) {
        this.shifts = shifts.rebuild();
        this.sales = new SaleRebuild(this.shifts, rules);
        this.refunds = new RefundRebuild(this.shifts, rules);
        this.payments = new PaymentRebuild(sales, refunds);
        this.terminals = List.copyOf(terminals);
    }

    @Override
    public void isOld(UnitOfWork unit) {
        payments.isOld(unit);
    }

    /// Numbers come from new series from now on, and terminals are asked what they did last: this box may have forgotten
    /// what nobody has told it of.
    @Override
    public void forgot(UnitOfWork unit, JournalKey journal) {
        shifts.renumber(unit, journal);
        sales.renumber(unit, journal);
        payments.forgot(unit, terminals);
    }

    /// Takes away all records that follow from events, where some of them were lost with a damaged file: what is left names
    /// what is gone, and sums hold what they are not made of any more. Told of all events again, they are whole.
    public void startOver(UnitOfWork unit) {
        shifts.startOver(unit);
        sales.startOver(unit);
        refunds.startOver(unit);
        payments.startOver(unit);
        carts.startOver(unit);
        prints.startOver(unit);
    }

    @Override
    public void appended(UnitOfWork unit, Envelope envelope, Event event) {
        shifts.written(envelope);
        switch (event) {
            case ShiftOpened opened -> shifts.opened(unit, envelope, opened);
            case ShiftClosed closed -> shifts.closed(unit, envelope, closed);
            case ZReported report -> shifts.reported(unit, envelope, report);
            case SaleStarted started -> {
                if (!carts.has(unit, envelope.place().till(), started.sale())) {
                    sales.started(unit, envelope, started);
                }
            }
            case SaleCompleted sale -> completed(unit, envelope, sale);
            case SaleAborted aborted -> aborted(unit, envelope, aborted);
            case RefundCompleted refund -> completed(unit, envelope, refund);
            case CashMoved moved -> {
                if (shifts.moved(unit, envelope, moved)) {
                    sales.cash(unit, envelope, moved);
                }
            }
            case PaymentAttemptStarted started -> payments.started(unit, envelope, started);
            case PaymentOutcome outcome -> payments.outcome(unit, envelope, outcome);
            case PaymentResolved resolved -> {
                payments.resolved(unit, envelope, resolved);
                toSign(unit, resolved.attempt());
            }
            case PaymentAttested attested -> {
                payments.attested(unit, envelope, attested);
                toSign(unit, attested.attempt());
            }
            case TerminalBatchClosed closed -> payments.batchClosed(unit, envelope, closed);
            case DrawerOpened opened -> shifts.drawerOpened(unit, envelope, opened);
            case ReceiptPrinted printed -> prints.printed(unit, printed);
            case ReceiptReprinted reprinted -> prints.reprinted(unit, reprinted);
            case ConfigApplied applied -> catalog.applied(unit, applied);
            case OperatorSignedIn _,OperatorLocked _,DeviceStateChanged _,IncidentRaised _,IncidentCleared _,JournalForked _,CommandResult _,GapRecorded _,TelemetrySampled _ -> {
                // No room keeps a record that follows from these.
            }
        }
    }

    private void toSign(UnitOfWork unit, AttemptId attempt) {
        if (payments.asksForSignature(unit, attempt)) {
            prints.paid(unit, attempt);
        }
    }

    private void completed(UnitOfWork unit, Envelope envelope, SaleCompleted sale) {
        if (sales.completed(unit, envelope, sale)) {
            refunds.soldIsKnown(unit, sale.sale());
            shifts.sold(unit, envelope, sale);
            carts.ended(unit, envelope.place().till(), sale.sale());
            prints.completed(unit, sale.sale(), null);
        }
    }

    private void completed(UnitOfWork unit, Envelope envelope, RefundCompleted refund) {
        if (refunds.completed(unit, envelope, refund)) {
            shifts.refunded(unit, envelope, refund);
            prints.completed(unit, refund.sale(), refund.refund());
        }
    }

    private void aborted(UnitOfWork unit, Envelope envelope, SaleAborted aborted) {
        sales.aborted(unit, envelope, aborted.sale());
        carts.ended(unit, envelope.place().till(), aborted.sale());
        shifts.aborted(unit, envelope, aborted);
    }
}
