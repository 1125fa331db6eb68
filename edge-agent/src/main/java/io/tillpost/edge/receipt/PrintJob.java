package io.tillpost.edge.receipt;

import io.tillpost.device.printer.PrintResult;
import io.tillpost.device.printer.ReceiptPrinter;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.shift.Shift;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.ReceiptPrinted;
import io.tillpost.protocol.event.ReceiptReprinted;
import io.tillpost.protocol.event.ReceiptReprinted.Marking;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a printer's thread does with one receipt or copy for the merchant. That something may be on paper is durable before
/// the first byte, so after a crash no second original is printed.
final class PrintJob {
    private final Journal journal;
    private final Shifts shifts;

    PrintJob(Journal journal, Shifts shifts) {
        this.journal = journal;
        this.shifts = shifts;
    }

    /// Opens the drawer if cash moved, and prints the original unless one was sent before.
    Printed first(ReceiptPrinter printer, String name, Printout what, Cause cause) {
        boolean opened = what.movesCash() && printer.openDrawer();
        Optional<Marking> earlier = journal.commit(unit -> {
            if (opened) {
                Shift shift = shifts.byId(unit, what.shift());
                var _ = unit.append(shift.stamp(cause),
                        new DrawerOpened(shift.drawer(), what.sale(), null));
            }
            return claim(unit, what);
        });
        return earlier.map(marking -> new Printed(name, marking, Printed.State.NOT_PRINTED,
                "not printed: it was sent to a printer before"))
                .orElseGet(() -> original(printer, name, what,
                        journal.read(view -> shifts.byId(view, what.shift()).stamp(cause))));
    }

    /// Prints the original if none was sent before, else one that says what it is.
    Printed again(ReceiptPrinter printer, String name, Printout what, String till, Cause cause) {
        Optional<Marking> earlier = journal.commit(unit -> claim(unit, what));
        Stamp stamp = journal.read(view -> stampAt(view, till, cause));
        if (earlier.isEmpty()) {
            return original(printer, name, what, stamp);
        }
        Printed printed = Printed.of(name, earlier.get(), print(printer, what, earlier.get()));
        return journal.commit(unit -> {
            var _ = unit.append(stamp, new ReceiptReprinted(what.sale(), what.refund(), name, earlier.get(),
                    printed.confirmed(), printed.detail(), what.attempt()));
            return printed;
        });
    }

    /// The printer's queue did not take it.
    Printed refused(String name, Printout what, Cause cause, String reason) {
        return journal.commit(unit -> noted(unit, what, shifts.byId(unit, what.shift()).stamp(cause),
                Printed.of(name, null, new PrintResult.NotStarted(reason))));
    }

    private Printed original(ReceiptPrinter printer, String name, Printout what, Stamp stamp) {
        Printed printed = Printed.of(name, null, print(printer, what, null));
        return journal.commit(unit -> {
            switch (printed.state()) {
                case CONFIRMED -> Prints.confirmed(unit, what.key());
                case NOT_PRINTED -> Prints.notSent(unit, what.key());
                case UNCONFIRMED -> {
                }
            }
            return noted(unit, what, stamp, printed);
        });
    }

    private static PrintResult print(ReceiptPrinter printer, Printout what, @Nullable Marking marking) {
        return printer.print(what.document().apply(marking));
    }

    private static Printed noted(UnitOfWork unit, Printout what, Stamp stamp, Printed printed) {
        var _ = unit.append(stamp, new ReceiptPrinted(what.sale(), printed.printer(), printed.confirmed(),
                printed.detail(), what.refund(), what.attempt()));
        return printed;
    }

    /// What was sent before; if nothing was, from now on something may be on paper.
    private static Optional<Marking> claim(UnitOfWork unit, Printout what) {
        Marking marking = Prints.marking(unit, what.key());
        if (marking == null) {
            Prints.sending(unit, what.key());
        }
        return Optional.ofNullable(marking);
    }

    /// A reprint belongs to the shift that is open on its till now, whenever the sale was.
    private Stamp stampAt(View view, String till, Cause cause) {
        Stamp now = shifts.systemStamp(view, till, cause.traceparent());
        return new Stamp(now.till(), cause.actor(), cause.approver(), now.mode(), now.businessDate(),
                now.shift(),
                now.traceparent());
    }
}
