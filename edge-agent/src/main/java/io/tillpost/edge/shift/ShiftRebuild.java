package io.tillpost.edge.shift;

import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.TwoClocks;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.Moment;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.ShiftClosed;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// Brings shifts, drawers, Z reports and totals to where events that this box had forgotten leave them. An event that the
/// records reflect changes nothing; what this box wrote meanwhile stays. Used inside a unit of work.
public final class ShiftRebuild {
    /// Z numbers from here on belong to times of which this box had forgotten something.
    private static final long BLOCK = 1_000_000;
    /// Where in its block a journal begins depends on its id: two journals may have one epoch.
    private static final long PART = 1_000;

    /// Shifts of which something was seen before their opening; what is missing of them is filled in by that.
    private static final Shelf<ShiftId> GUESSED = new Shelf<>("shift-guessed", ShiftId.class);

    private final ShiftShelf shelf;
    private final Tally tally;
    private final ClockWatch watch;
    private final Seen seen = new Seen();
    private final Shifts shifts;

    ShiftRebuild(Shifts shifts, ShiftShelf shelf, Tally tally, ClockWatch watch) {
        this.shifts = shifts;
        this.shelf = shelf;
        this.tally = tally;
        this.watch = watch;
    }

    /// Takes all records away.
    public void startOver(UnitOfWork unit) {
        shelf.clear(unit);
        tally.clear(unit);
        seen.clear(unit);
        unit.clear(GUESSED);
    }

    /// Something was written at this moment. For every event.
    public void written(Envelope envelope) {
        watch.seen(envelope.moment());
    }

    /// The day on which something was sold, for VAT, that was begun at a moment before an event or with it.
    ///
    /// @param at by the box's clock
    public static LocalDate taxDate(Envelope envelope, Instant at) {
        Moment moment = envelope.moment();
        // Zero where head office's clock was never seen.
        var clocks = new TwoClocks(at, at.plusMillis(moment.clockOffsetMs()));
        return BusinessDates.taxDateThen(envelope.businessDate(), clocks, moment.zone());
    }

    /// A shift was opened.
    public void opened(UnitOfWork unit, Envelope envelope, ShiftOpened opened) {
        ShiftId id = envelope.shift();
        if (id == null) {
            return;
        }
        String key = id.toString();
        Shift known = shelf.find(unit, id).orElse(null);
        Instant at = envelope.moment().occurredAt();
        Money floats = opened.openingFloat();
        if (known == null) {
            enter(unit, new Shift(id, envelope.place().till(), opened.drawer(), envelope.actor().name(),
                    envelope.businessDate(), at, floats, floats, null, null, envelope.mode(),
                    opened.carried()));
        } else if (unit.find(GUESSED, key).isPresent()) {
            unit.remove(GUESSED, key);
            Money cash = known.closedAt() == null ? known.expectedCash().plus(floats) : known.expectedCash();
            shelf.store(unit, new Shift(id, known.till(), opened.drawer(), envelope.actor().name(),
                    known.businessDate(), at, floats, cash, known.countedCash(), known.closedAt(),
                    known.mode(), opened.carried()));
        }
    }

    /// Something of a shift goes on: where its opening is not told yet, it is taken for open.
    public void goesOn(UnitOfWork unit, Envelope envelope) {
        var _ = shift(unit, envelope, null);
    }

    /// A shift was closed. One that this box went on with since then stays open: its own Z report will have all of it.
    public void closed(UnitOfWork unit, Envelope envelope, ShiftClosed closed) {
        Shift shift = shift(unit, envelope, closed.drawer());
        Instant at = envelope.moment().occurredAt();
        if (shift != null && shift.closedAt() == null && !tally.countedAfter(unit, shift.shift(), at)) {
            end(unit, shift.closed(closed.expectedCash(), closed.countedCash(), at));
        }
    }

    /// A Z report was made: its number is taken, and the till's grand totals are not less than it says. A shift that this box went
    /// on with since then stays open, with what the report left in its drawer.
    public void reported(UnitOfWork unit, Envelope envelope, ZReported z) {
        String till = envelope.place().till();
        unit.taken(Shifts.zSeries(till), z.number());
        tally.atLeast(unit, till, z);
        Shift shift = shift(unit, envelope, z.drawer());
        if (shift == null || shelf.hasZ(unit, shift.shift())) {
            return;
        }
        if (tally.countedAfter(unit, shift.shift(), z.closedAt())) {
            counted(unit, envelope, shift, z);
            return;
        }
        Money floats = shift.openingFloat();
        if (unit.find(GUESSED, shift.shift().toString()).isPresent()) {
            unit.remove(GUESSED, shift.shift().toString());
            floats = z.expectedCash().minus(moved(z.totals(), floats));
        }
        var exact = new Shift(shift.shift(), till, z.drawer(), shift.operator(), shift.businessDate(),
                z.openedAt(), floats, z.expectedCash(), z.countedCash(), z.closedAt(), shift.mode(),
                z.carried());
        end(unit, exact);
        shelf.putZ(unit, ShiftReport.ofClosed(exact, z.number(), z.closedAt(), z.lifted(),
                new Tally.Counted(z.totals(), z.grandTotalSales(), z.grandTotalRefunds())));
        tally.set(unit, shift.shift(), z.totals());
    }

    /// A shift that goes on was counted: what was over or short is booked, and what was lifted is in the drawer no more.
    private void counted(UnitOfWork unit, Envelope envelope, Shift shift, ZReported z) {
        Money cash = z.countedCash();
        if (cash != null && seen.first(unit, envelope, z)) {
            shelf.store(unit, shift.withCash(cash.minus(z.expectedCash()).minus(z.lifted())));
        }
    }

    /// Cash moved; returns whether the records did not reflect that.
    public boolean moved(UnitOfWork unit, Envelope envelope, CashMoved moved) {
        Shift shift = shift(unit, envelope, moved.drawer());
        if (shift == null || !isNew(unit, shift.shift(), envelope, moved)) {
            return false;
        }
        if (shift.closedAt() == null) {
            shelf.store(unit, shift.withCash(moved.amount()));
            tally.add(unit, shift.shift(), draft -> draft.plus(moved));
        }
        return true;
    }

    /// A sale was completed that the records did not have as completed.
    public void sold(UnitOfWork unit, Envelope envelope, SaleCompleted sale) {
        tally.addSale(unit, envelope.place().till(), envelope.moment().occurredAt(), sale.total());
        Shift shift = shift(unit, envelope, null);
        if (shift != null && shift.closedAt() == null) {
            tally.add(unit, shift.shift(), draft -> draft.plus(sale));
        }
    }

    /// A refund was completed that the records did not have as completed.
    public void refunded(UnitOfWork unit, Envelope envelope, RefundCompleted refund) {
        tally.addRefund(unit, envelope.place().till(), envelope.moment().occurredAt(), refund.total());
        Shift shift = shift(unit, envelope, null);
        if (shift != null && shift.closedAt() == null) {
            tally.add(unit, shift.shift(), draft -> draft.plus(refund));
        }
    }

    /// A sale was given up.
    public void aborted(UnitOfWork unit, Envelope envelope, SaleAborted aborted) {
        Shift shift = shift(unit, envelope, null);
        if (shift != null && isNew(unit, shift.shift(), envelope, aborted) && shift.closedAt() == null) {
            tally.add(unit, shift.shift(), TotalsDraft::plusAborted);
        }
    }

    /// A drawer was opened. Its lane may be handed in before the one that has the shift's opening.
    public void drawerOpened(UnitOfWork unit, Envelope envelope, DrawerOpened opened) {
        ShiftId id = envelope.shift();
        if (opened.reason() == null || id == null || !isNew(unit, id, envelope, opened)) {
            return;
        }
        if (shelf.find(unit, id).filter(shift -> shift.closedAt() != null).isEmpty()) {
            tally.add(unit, id, TotalsDraft::plusNoSale);
        }
    }

    /// From now on Z numbers come from a block of their own, because this box may have given later ones than it knows.
    public void renumber(UnitOfWork unit, JournalKey journal) {
        long part = Math.floorMod(journal.journalId().getLeastSignificantBits(), BLOCK / PART);
        long last = Math.addExact(Math.multiplyExact(journal.epoch(), BLOCK), part * PART);
        shifts.tills().forEach(till -> unit.taken(Shifts.zSeries(till), last));
    }

    /// Who works on the till of an event by the shift's record, if the event names no cashier.
    public String operator(View view, Envelope envelope) {
        return switch (envelope.actor().kind()) {
            case CASHIER -> envelope.actor().name();
            case SYSTEM -> {
                ShiftId id = envelope.shift();
                yield id == null
                        ? envelope.actor().name()
                        : shelf.find(view, id).map(Shift::operator).orElse(envelope.actor().name());
            }
        };
    }

    private boolean isNew(UnitOfWork unit, ShiftId shift, Envelope envelope,
            Event event) {
        return !tally.hasCounted(unit, shift, envelope.moment()) && seen.first(unit, envelope, event);
    }

    /// The event's shift; one that was not heard of is taken for open until its opening or its Z report says more.
    private @Nullable Shift shift(UnitOfWork unit, Envelope envelope, @Nullable String drawer) {
        ShiftId id = envelope.shift();
        if (id == null) {
            return null;
        }
        return shelf.find(unit, id).orElseGet(() -> {
            String till = envelope.place().till();
            Money nothing = tally.nothing();
            var guessed = new Shift(id, till, drawer == null ? shifts.drawerOf(till) : drawer,
                    envelope.actor().name(), envelope.businessDate(), envelope.moment().occurredAt(), nothing,
                    nothing, null, null, envelope.mode(), null);
            unit.put(GUESSED, id.toString(), id);
            enter(unit, guessed);
            return guessed;
        });
    }

    private void enter(UnitOfWork unit, Shift shift) {
        shelf.store(unit, shift);
        shelf.open(unit, shift);
    }

    private void end(UnitOfWork unit, Shift closed) {
        shelf.store(unit, closed);
        shelf.closed(unit, closed);
        shelf.setLastUnlessLater(unit, closed);
    }

    private static Money moved(ShiftTotals totals, Money zero) {
        return Money.sum(totals.cash().stream().map(ShiftTotals.CashTotal::amount).toList(), zero.currency());
    }
}
