package io.tillpost.edge.shift;

import io.tillpost.edge.journal.AppendListener;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.CommandResult;
import io.tillpost.protocol.event.ConfigApplied;
import io.tillpost.protocol.event.DeviceStateChanged;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.GapRecorded;
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
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.TelemetrySampled;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.money.Money;
import java.util.Currency;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Counts what shifts do, event by event, in the units of work that append them: no room has to think of it, and a
/// report is one look-up however long the shift was.
final class Tally implements AppendListener {
    /// Shift -> its totals so far.
    private static final Shelf<ShiftTotals> TOTALS = new Shelf<>("shift-totals", ShiftTotals.class);
    /// Till -> its grand totals. Nothing ever takes them back.
    private static final Shelf<GrandTotals> GRAND = new Shelf<>("grand-totals", GrandTotals.class);

    private final Currency currency;

    Tally(Currency currency) {
        this.currency = currency;
    }

    record GrandTotals(Money sales, Money refunds) {}

    /// What was counted of a shift, and of its till ever.
    record Counted(ShiftTotals totals, Money grandTotalSales, Money grandTotalRefunds) {}

    Counted of(View view, Shift shift) {
        GrandTotals grand = grand(view, shift.till());
        return new Counted(totals(view, shift.shift()), grand.sales, grand.refunds);
    }

    @Override
    public void appended(UnitOfWork unit, Envelope envelope, Event event) {
        String till = envelope.place().till();
        ShiftId shift = envelope.shift();
        switch (event) {
            case SaleCompleted sale -> {
                change(unit, shift, draft -> draft.plus(sale));
                GrandTotals grand = grand(unit, till);
                unit.put(GRAND, till, new GrandTotals(grand.sales.plus(sale.total()), grand.refunds));
            }
            case RefundCompleted refund -> {
                change(unit, shift, draft -> draft.plus(refund));
                GrandTotals grand = grand(unit, till);
                unit.put(GRAND, till, new GrandTotals(grand.sales, grand.refunds.plus(refund.total())));
            }
            case SaleAborted _ -> change(unit, shift, TotalsDraft::plusAborted);
            case CashMoved moved -> change(unit, shift, draft -> draft.plus(moved));
            case DrawerOpened opened -> {
                if (opened.reason() != null) {
                    change(unit, shift, TotalsDraft::plusNoSale);
                }
            }
            case ShiftOpened _,ShiftClosed _,ZReported _,SaleStarted _,PaymentAttemptStarted _,PaymentOutcome _,PaymentResolved _,PaymentAttested _,TerminalBatchClosed _,ReceiptPrinted _,ReceiptReprinted _,OperatorSignedIn _,OperatorLocked _,ConfigApplied _,DeviceStateChanged _,IncidentRaised _,JournalForked _,CommandResult _,GapRecorded _,TelemetrySampled _ -> {
                // Not on an X or Z report.
            }
        }
    }

    private void change(UnitOfWork unit, @Nullable ShiftId shift, UnaryOperator<TotalsDraft> change) {
        if (shift == null) {
            return;
        }
        unit.put(TOTALS, shift.toString(),
                change.apply(new TotalsDraft(totals(unit, shift))).totals());
    }

    private ShiftTotals totals(View view, ShiftId shift) {
        return view.find(TOTALS, shift.toString()).orElseGet(() -> TotalsDraft.nothing(currency));
    }

    private GrandTotals grand(View view, String till) {
        return view.find(GRAND, till)
                .orElseGet(() -> new GrandTotals(Money.zero(currency), Money.zero(currency)));
    }
}
