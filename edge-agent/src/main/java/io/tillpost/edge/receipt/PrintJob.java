package io.tillpost.edge.receipt;

import io.tillpost.device.printer.Document;
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
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a printer's thread does with one receipt. That something may be on paper is durable before the first byte, so after
/// a crash no second original is printed.
final class PrintJob {
    private final Journal journal;
    private final Shifts shifts;
    private final Slips slips;
    private final Supplier<ReceiptLayout> layout;

    PrintJob(Journal journal, Shifts shifts, Slips slips, Supplier<ReceiptLayout> layout) {
        this.journal = journal;
        this.shifts = shifts;
        this.slips = slips;
        this.layout = layout;
    }

    /// Opens the drawer if cash moved, and prints the original unless one was sent before.
    Printed first(ReceiptPrinter printer, String name, Slip slip, Cause cause) {
        boolean opened = slip.movesCash() && printer.openDrawer();
        Optional<Marking> earlier = journal.commit(unit -> {
            if (opened) {
                Shift shift = shifts.byId(unit, slip.shift());
                var _ = unit.append(shift.stamp(cause),
                        new DrawerOpened(shift.drawer(), slip.sale(), null));
            }
            return claim(unit, slip);
        });
        return earlier.map(marking -> new Printed(name, marking, Printed.State.NOT_PRINTED,
                "not printed: it was sent to a printer before"))
                .orElseGet(() -> original(printer, name, slip,
                        journal.read(view -> shifts.byId(view, slip.shift()).stamp(cause))));
    }

    /// Prints the original if none was sent before, else one that says what it is.
    Printed again(ReceiptPrinter printer, String name, Slip slip, String till, Cause cause) {
        Optional<Marking> earlier = journal.commit(unit -> claim(unit, slip));
        Stamp stamp = journal.read(view -> stampAt(view, till, cause));
        if (earlier.isEmpty()) {
            return original(printer, name, slip, stamp);
        }
        Printed printed = Printed.of(name, earlier.get(), print(printer, slip, earlier.get()));
        return journal.commit(unit -> {
            var _ = unit.append(stamp, new ReceiptReprinted(slip.sale(), refund(slip), name, earlier.get(),
                    printed.confirmed(), printed.detail()));
            return printed;
        });
    }

    /// The printer's queue did not take it.
    Printed refused(String name, Slip slip, Cause cause, String reason) {
        return journal.commit(unit -> noted(unit, slip, shifts.byId(unit, slip.shift()).stamp(cause),
                Printed.of(name, null, new PrintResult.NotStarted(reason))));
    }

    private Printed original(ReceiptPrinter printer, String name, Slip slip, Stamp stamp) {
        Printed printed = Printed.of(name, null, print(printer, slip, null));
        return journal.commit(unit -> {
            switch (printed.state()) {
                case CONFIRMED -> Prints.confirmed(unit, key(slip));
                case NOT_PRINTED -> Prints.notSent(unit, key(slip));
                case UNCONFIRMED -> {
                }
            }
            return noted(unit, slip, stamp, printed);
        });
    }

    private PrintResult print(ReceiptPrinter printer, Slip slip, @Nullable Marking marking) {
        Document document = journal
                .read(view -> layout.get().document(slip, slips.cards(view, slip), marking));
        return printer.print(document);
    }

    private static Printed noted(UnitOfWork unit, Slip slip, Stamp stamp, Printed printed) {
        var _ = unit.append(stamp, new ReceiptPrinted(slip.sale(), printed.printer(), printed.confirmed(),
                printed.detail(), refund(slip)));
        return printed;
    }

    /// What was sent before; if nothing was, from now on something may be on paper.
    private static Optional<Marking> claim(UnitOfWork unit, Slip slip) {
        Marking marking = Prints.marking(unit, key(slip));
        if (marking == null) {
            Prints.sending(unit, key(slip));
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

    private static @Nullable RefundId refund(Slip slip) {
        return slip instanceof Slip.TakenBack back ? back.refund() : null;
    }

    private static String key(Slip slip) {
        return switch (slip) {
            case Slip.Sold sold -> key(sold.sale());
            case Slip.TakenBack back -> key(back.refund());
        };
    }

    static String key(SaleId sale) {
        return "sale/" + sale;
    }

    static String key(RefundId refund) {
        return "refund/" + refund;
    }
}
