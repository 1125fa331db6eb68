package io.tillpost.edge.receipt;

import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.ReceiptPrinted;
import io.tillpost.protocol.event.ReceiptReprinted;
import io.tillpost.protocol.event.ReceiptReprinted.Marking;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import org.jspecify.annotations.Nullable;

/// Brings back what is known of first prints. Where it is not known whether a receipt came out, the next print says that it
/// may be the second one: no original is printed twice. Used inside a unit of work.
public final class PrintRebuild {
    /// Takes all records away.
    public void startOver(UnitOfWork unit) {
        Prints.clear(unit);
    }

    /// A sale or refund was completed in a time that this box had forgotten: its receipt may be on paper.
    ///
    /// @param refund absent: the sale's own receipt
    public void completed(UnitOfWork unit, SaleId sale, @Nullable RefundId refund) {
        mayBeOnPaper(unit, Printout.key(sale, refund));
    }

    /// A payment by signature was told of that this box had forgotten: the copy for the merchant may be on paper.
    public void paid(UnitOfWork unit, AttemptId attempt) {
        mayBeOnPaper(unit, Printout.key(attempt));
    }

    /// A first print was sent to a printer.
    public void printed(UnitOfWork unit, ReceiptPrinted printed) {
        String receipt = key(printed.sale(), printed.refund(), printed.attempt());
        if (printed.confirmed()) {
            Prints.confirmed(unit, receipt);
        } else {
            mayBeOnPaper(unit, receipt);
        }
    }

    /// A receipt was printed once more; what stood on it says how the first print went.
    public void reprinted(UnitOfWork unit, ReceiptReprinted reprinted) {
        String receipt = key(reprinted.sale(), reprinted.refund(), reprinted.attempt());
        if (reprinted.marking() == Marking.COPY) {
            Prints.confirmed(unit, receipt);
        } else {
            mayBeOnPaper(unit, receipt);
        }
    }

    private static void mayBeOnPaper(UnitOfWork unit, String receipt) {
        if (Prints.marking(unit, receipt) == null) {
            Prints.sending(unit, receipt);
        }
    }

    private static String key(SaleId sale, @Nullable RefundId refund, @Nullable AttemptId attempt) {
        return attempt == null ? Printout.key(sale, refund) : Printout.key(attempt);
    }
}
