package io.tillpost.edge.receipt;

import io.tillpost.device.printer.ReceiptPrinter;
import io.tillpost.device.printer.TextRenderer;
import io.tillpost.edge.device.Devices;
import io.tillpost.edge.device.PrinterDevice;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.receipt.MerchantCopyView.State;
import io.tillpost.edge.receipt.paper.PdfPaper;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.shift.Report;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.ReceiptReprinted.Marking;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

/// The receipts of completed sales and refunds, and the reports of shifts: shown, printed once by themselves, and once more
/// on demand. What could not be printed is said, not caught up with. Safe for use by all threads.
public final class Receipts {
    private static final Logger LOG = System.getLogger(Receipts.class.getName());

    private final Journal journal;
    private final Slips slips;
    private final Devices devices;
    /// Till -> its printer, for tills that have one.
    private final Map<String, String> printers;
    private final PrintJob jobs;
    private final Supplier<String> traceparents;
    /// Keys of the first prints that a printer has not ended.
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private volatile Layouts layouts;

    private record Layouts(Wording wording, ReceiptLayout receipts, MerchantCopyLayout copies,
            ReportLayout reports) {
        static Layouts of(Look look) {
            var wording = new Wording(look.language(), look.zone());
            return new Layouts(wording,
                    new ReceiptLayout(look.header(), look.footer(), wording, look.mode()),
                    new MerchantCopyLayout(look.header(), wording, look.mode()),
                    new ReportLayout(look.header(), wording, look.mode()));
        }
    }

    /// How receipts look.
    ///
    /// @param header lines at the top
    /// @param footer lines at the bottom
    /// @param language English unless it is German
    /// @param zone of the times on them
    /// @param mode whether they count
    public record Look(List<String> header, List<String> footer, Locale language, ZoneId zone, Mode mode) {
        public Look {
            header = List.copyOf(header);
            footer = List.copyOf(footer);
        }
    }

    /// @param printers till -> its printer
    /// @param traceparents a new W3C trace for each job
    public Receipts(Journal journal, Sales sales, Refunds refunds, Shifts shifts, CardPayments payments,
            Devices devices, Map<String, String> printers, Look look, Supplier<String> traceparents) {
        this.journal = journal;
        this.slips = new Slips(shifts, sales, refunds, payments);
        this.devices = devices;
        this.printers = Map.copyOf(printers);
        this.layouts = Layouts.of(look);
        this.jobs = new PrintJob(journal, shifts);
        this.traceparents = traceparents;
    }

    /// From now on they look like this.
    public void look(Look now) {
        layouts = Layouts.of(now);
    }

    /// The receipt of a sale; empty if there is no such completed sale.
    public Optional<Receipt> ofSale(SaleId id) {
        return journal.read(view -> slips.sold(view, id).map(sold -> receipt(view, sold)));
    }

    /// The receipt of a refund; empty if there is no such completed refund.
    public Optional<Receipt> ofRefund(RefundId id) {
        return journal.read(view -> slips.takenBack(view, id).map(back -> receipt(view, back)));
    }

    /// Whether something can be printed at a till.
    public boolean hasPrinter(String till) {
        return printers.containsKey(till);
    }

    /// Prints the receipt of a sale if it is completed and was not sent to a printer before, and opens the drawer if cash
    /// moved. Returns at once; what came of it is an event.
    public void print(SaleId id) {
        journal.read(view -> slips.sold(view, id)).ifPresent(this::printReceipt);
    }

    /// The same for a refund.
    public void print(RefundId id) {
        journal.read(view -> slips.takenBack(view, id)).ifPresent(this::printReceipt);
    }

    /// Prints the copy for the merchant, to be signed, if this payment was by signature and none was sent to a printer
    /// before. Returns at once; what came of it is an event.
    public void printMerchantCopy(AttemptId id) {
        journal.read(view -> slips.merchantCopy(view, id))
                .ifPresent(copy -> printFirst(copy.till(), merchantCopy(copy)));
    }

    private void printReceipt(Slip slip) {
        printFirst(slip.issue().till(), printout(slip));
    }

    private void printFirst(String till, Printout what) {
        var cause = new Cause(Actor.SYSTEM, traceparents.get());
        device(till).ifPresent(device -> {
            running.add(what.key());
            var _ = submit(device, printer -> jobs.first(printer, device.name(), what, cause))
                    .exceptionally(e -> refused(device.name(), what, cause, e))
                    .whenComplete((_, _) -> running.remove(what.key()));
        });
    }

    private Printed refused(String printer, Printout what, Cause cause, Throwable why) {
        LOG.log(Level.ERROR, "the first print of " + what.key() + " failed", why);
        return why instanceof RejectedExecutionException
                ? jobs.refused(printer, what, cause, String.valueOf(why.getMessage()))
                : notPrinted(printer, why);
    }

    /// Prints a receipt once more: the original if none was ever sent to a printer, else a copy or a duplicate that says so.
    /// Empty if the till has no printer. Nothing is thrown by the future.
    ///
    /// @param till where it comes out
    public Optional<CompletableFuture<Printed>> printAgain(Receipt receipt, String till, Cause cause) {
        return device(till).map(device -> submit(device,
                printer -> jobs.again(printer, device.name(), printout(receipt.slip()), till, cause))
                .exceptionally(e -> notPrinted(device.name(), e)));
    }

    /// The copy for the merchant of a payment by signature; empty if it is no such payment.
    public Optional<MerchantCopyView> merchantCopy(AttemptId id) {
        String key = Printout.key(id);
        // Asked before and after: what the record says while a print runs is not the end of it.
        boolean runs = running.contains(key);
        return journal.read(view -> slips.merchantCopy(view, id)
                .map(copy -> new MerchantCopyView(id, copy.sale(), copy.till(), copy.operator(),
                        printers.get(copy.till()), printed(view, key, runs),
                        TextRenderer.render(layouts.copies.document(copy, null), Receipt.TEXT_COLUMNS))));
    }

    private State printed(View view, String key, boolean runs) {
        Marking next = Prints.marking(view, key);
        if (next == Marking.COPY) {
            return State.CONFIRMED;
        }
        if (runs || running.contains(key)) {
            return State.PRINTING;
        }
        return next == null ? State.NOT_PRINTED : State.UNCONFIRMED;
    }

    /// Prints it once more, as [#printAgain] prints a receipt. Empty if there is none, or the till has no printer.
    public Optional<CompletableFuture<Printed>> printMerchantCopyAgain(AttemptId id, String till,
            Cause cause) {
        return journal.read(view -> slips.merchantCopy(view, id))
                .flatMap(copy -> device(till).map(device -> submit(device,
                        printer -> jobs.again(printer, device.name(), merchantCopy(copy), till, cause))
                        .exceptionally(e -> notPrinted(device.name(), e))));
    }

    /// Prints an X or Z report on its till's printer. Empty if the till has none. Nothing is thrown by the future.
    public Optional<CompletableFuture<Printed>> print(Report report) {
        return device(report.till()).map(device -> submit(device,
                printer -> Printed.of(device.name(), null, printer.print(layouts.reports.document(report))))
                .exceptionally(e -> notPrinted(device.name(), e)));
    }

    private static <T> CompletableFuture<T> submit(PrinterDevice device, Function<ReceiptPrinter, T> job) {
        try {
            return device.submit(job);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Printed notPrinted(String printer, Throwable why) {
        LOG.log(Level.ERROR, "printer " + printer + " failed", why);
        boolean sent = !(why instanceof RejectedExecutionException);
        return new Printed(printer, null, sent ? Printed.State.UNCONFIRMED : Printed.State.NOT_PRINTED,
                String.valueOf(why.getMessage()));
    }

    private Optional<PrinterDevice> device(String till) {
        return Optional.ofNullable(printers.get(till))
                .map(name -> devices.printer(name)
                        .orElseThrow(
                                () -> new IllegalStateException("printer " + name + " is not configured")));
    }

    private Printout printout(Slip slip) {
        return Printout.receipt(slip, marking -> journal
                .read(view -> layouts.receipts.document(slip, slips.cards(view, slip), marking)));
    }

    private Printout merchantCopy(MerchantCopy copy) {
        return Printout.merchantCopy(copy, marking -> layouts.copies.document(copy, marking));
    }

    private Receipt receipt(View view, Slip slip) {
        Layouts now = layouts;
        return new Receipt(slip, now.receipts.document(slip, slips.cards(view, slip), null),
                new PdfPaper.Label(now.receipts.title(slip), now.wording.language(),
                        slip.issue().at().atZone(now.wording.zone())));
    }
}
