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
import io.tillpost.protocol.event.IncidentCleared;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.JournalForked;
import io.tillpost.protocol.event.Moment;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Counts what shifts do, event by event, in the units of work that append them: no room has to think of it, and a
/// report is one look-up however long the shift was.
final class Tally implements AppendListener {
    /// Shift -> what is counted of it.
    private static final Shelf<Count> COUNTS = new Shelf<>("shift-count", Count.class);
    /// The same in files of earlier versions.
    private static final Shelf<ShiftTotals> TOTALS = new Shelf<>("shift-totals", ShiftTotals.class);
    /// Till -> its grand totals. Nothing ever takes them back.
    private static final Shelf<GrandTotals> GRAND = new Shelf<>("grand-totals", GrandTotals.class);

    private final Currency currency;

    Tally(Currency currency) {
        this.currency = currency;
    }

    /// @param ahead absent unless a Z report told of more than the sales that are known here
    record GrandTotals(Money sales, Money refunds, @Nullable Ahead ahead) {
        GrandTotals plusSale(Money total) {
            return new GrandTotals(sales.plus(total), refunds, ahead);
        }

        GrandTotals plusRefund(Money total) {
            return new GrandTotals(sales, refunds.plus(total), ahead);
        }
    }

    /// What a Z report told of that was not known here: no sale of before it is counted a second time.
    ///
    /// @param until when that report was made
    record Ahead(Instant until, Money sales, Money refunds) {}

    /// What is counted of a shift.
    ///
    /// @param written how far this box has counted by itself, one for each of its runs
    record Count(ShiftTotals totals, List<Mark> written) {
        Count {
            written = List.copyOf(written);
        }

        Count counted(ShiftTotals more, Moment moment) {
            var marks = new ArrayList<Mark>(written);
            marks.removeIf(mark -> mark.boot.equals(moment.bootId()));
            marks.add(new Mark(moment.bootId(), moment.monotonicNanos(), moment.occurredAt()));
            return new Count(more, marks);
        }
    }

    /// The last event that a run of this box counted; within a run the monotonic clock orders all events.
    record Mark(UUID boot, long nanos, Instant at) {}

    Money nothing() {
        return Money.zero(currency);
    }

    void clear(UnitOfWork unit) {
        List.of(COUNTS, TOTALS, GRAND).forEach(unit::clear);
    }

    /// What was counted of a shift, and of its till ever.
    record Counted(ShiftTotals totals, Money grandTotalSales, Money grandTotalRefunds) {}

    Counted of(View view, Shift shift) {
        GrandTotals grand = grand(view, shift.till());
        return new Counted(count(view, shift.shift()).totals, grand.sales, grand.refunds);
    }

    @Override
    public void appended(UnitOfWork unit, Envelope envelope, Event event) {
        String till = envelope.place().till();
        switch (event) {
            case SaleCompleted sale -> {
                change(unit, envelope, draft -> draft.plus(sale));
                unit.put(GRAND, till, grand(unit, till).plusSale(sale.total()));
            }
            case RefundCompleted refund -> {
                change(unit, envelope, draft -> draft.plus(refund));
                unit.put(GRAND, till, grand(unit, till).plusRefund(refund.total()));
            }
            case SaleAborted _ -> change(unit, envelope, TotalsDraft::plusAborted);
            case CashMoved moved -> change(unit, envelope, draft -> draft.plus(moved));
            case DrawerOpened opened -> {
                if (opened.reason() != null) {
                    change(unit, envelope, TotalsDraft::plusNoSale);
                }
            }
            case ShiftOpened _,ShiftClosed _,ZReported _,SaleStarted _,PaymentAttemptStarted _,PaymentOutcome _,PaymentResolved _,PaymentAttested _,TerminalBatchClosed _,ReceiptPrinted _,ReceiptReprinted _,OperatorSignedIn _,OperatorLocked _,ConfigApplied _,DeviceStateChanged _,IncidentRaised _,IncidentCleared _,JournalForked _,CommandResult _,GapRecorded _,TelemetrySampled _ -> {
                // Not on an X or Z report.
            }
        }
    }

    private void change(UnitOfWork unit, Envelope envelope, UnaryOperator<TotalsDraft> change) {
        ShiftId shift = envelope.shift();
        if (shift == null) {
            return;
        }
        Count before = count(unit, shift);
        unit.put(COUNTS, shift.toString(), before
                .counted(change.apply(new TotalsDraft(before.totals)).totals(), envelope.moment()));
    }

    /// Whether this box counted the event itself when it wrote it.
    boolean hasCounted(View view, ShiftId shift, Moment moment) {
        return count(view, shift).written.stream()
                .anyMatch(mark -> mark.boot.equals(moment.bootId()) && moment.monotonicNanos() <= mark.nanos);
    }

    /// Whether this box counted something that happened after `instant`.
    boolean countedAfter(View view, ShiftId shift, Instant instant) {
        return count(view, shift).written.stream().anyMatch(mark -> mark.at.isAfter(instant));
    }

    /// Counts something of an open shift that this box had forgotten.
    void add(UnitOfWork unit, ShiftId shift, UnaryOperator<TotalsDraft> change) {
        Count before = count(unit, shift);
        put(unit, shift, before, change.apply(new TotalsDraft(before.totals)).totals());
    }

    /// A closed shift did this.
    void set(UnitOfWork unit, ShiftId shift, ShiftTotals totals) {
        put(unit, shift, count(unit, shift), totals);
    }

    private static void put(UnitOfWork unit, ShiftId shift, Count before, ShiftTotals totals) {
        if (!totals.equals(before.totals)) {
            unit.put(COUNTS, shift.toString(), new Count(totals, before.written));
        }
    }

    /// A till had sold this, which was forgotten here.
    void addSale(UnitOfWork unit, String till, Instant at, Money total) {
        GrandTotals grand = grand(unit, till);
        Ahead ahead = grand.ahead;
        Money told = told(ahead, at) && ahead != null ? smaller(ahead.sales, total) : Money.zero(currency);
        GrandTotals more = grand.plusSale(total.minus(told));
        unit.put(GRAND, till, ahead == null || told.isZero()
                ? more
                : less(more, new Ahead(ahead.until, ahead.sales.minus(told), ahead.refunds)));
    }

    /// A till had taken this back, which was forgotten here.
    void addRefund(UnitOfWork unit, String till, Instant at, Money total) {
        GrandTotals grand = grand(unit, till);
        Ahead ahead = grand.ahead;
        Money told = told(ahead, at) && ahead != null ? smaller(ahead.refunds, total) : Money.zero(currency);
        GrandTotals more = grand.plusRefund(total.minus(told));
        unit.put(GRAND, till, ahead == null || told.isZero()
                ? more
                : less(more, new Ahead(ahead.until, ahead.sales, ahead.refunds.minus(told))));
    }

    /// A Z report had these grand totals: they never go back behind it.
    void atLeast(UnitOfWork unit, String till, ZReported z) {
        GrandTotals grand = grand(unit, till);
        Money sales = missing(grand.sales, z.grandTotalSales());
        Money refunds = missing(grand.refunds, z.grandTotalRefunds());
        if (sales.isZero() && refunds.isZero()) {
            return;
        }
        Ahead before = grand.ahead;
        Ahead ahead = before == null
                ? new Ahead(z.closedAt(), sales, refunds)
                : new Ahead(before.until.isAfter(z.closedAt()) ? before.until : z.closedAt(),
                        before.sales.plus(sales), before.refunds.plus(refunds));
        unit.put(GRAND, till,
                new GrandTotals(grand.sales.plus(sales), grand.refunds.plus(refunds), ahead));
    }

    private static boolean told(@Nullable Ahead ahead, Instant at) {
        return ahead != null && !at.isAfter(ahead.until);
    }

    private static GrandTotals less(GrandTotals grand, Ahead ahead) {
        return new GrandTotals(grand.sales, grand.refunds,
                ahead.sales.isZero() && ahead.refunds.isZero() ? null : ahead);
    }

    private Money missing(Money here, Money there) {
        return there.compareTo(here) > 0 ? there.minus(here) : Money.zero(currency);
    }

    private static Money smaller(Money one, Money other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Count count(View view, ShiftId shift) {
        return view.find(COUNTS, shift.toString())
                .orElseGet(() -> new Count(view.find(TOTALS, shift.toString())
                        .orElseGet(() -> TotalsDraft.nothing(currency)), List.of()));
    }

    private GrandTotals grand(View view, String till) {
        return view.find(GRAND, till)
                .orElseGet(() -> new GrandTotals(Money.zero(currency), Money.zero(currency), null));
    }
}
