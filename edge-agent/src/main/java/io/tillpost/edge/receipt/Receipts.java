package io.tillpost.edge.receipt;

import io.tillpost.device.printer.Document;
import io.tillpost.device.printer.PrintResult;
import io.tillpost.device.printer.ReceiptPrinter;
import io.tillpost.device.printer.TextRenderer;
import io.tillpost.edge.device.Devices;
import io.tillpost.edge.device.PrinterDevice;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.ReceiptPrinted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.Tender;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/// Prints the receipts of completed sales, once each, and opens the drawer for cash. What could not be printed is said,
/// not caught up with. Safe for use by all threads.
public final class Receipts {
    private static final Logger LOG = System.getLogger(Receipts.class.getName());
    /// Width of a receipt on a screen, as on 80 mm paper.
    private static final int TEXT_COLUMNS = 42;

    private final Journal journal;
    private final Sales sales;
    private final Shifts shifts;
    private final CardPayments payments;
    private final Devices devices;
    /// Till -> its printer, for tills that have one.
    private final Map<String, String> printers;
    private final ReceiptLayout layout;
    private final Supplier<String> traceparents;

    /// @param printers till -> its printer
    /// @param traceparents a new W3C trace for each job
    public Receipts(Journal journal, Sales sales, Shifts shifts, CardPayments payments, Devices devices,
            Map<String, String> printers, List<String> header, ZoneId zone, Supplier<String> traceparents) {
        this.journal = journal;
        this.sales = sales;
        this.shifts = shifts;
        this.payments = payments;
        this.devices = devices;
        this.printers = Map.copyOf(printers);
        this.layout = new ReceiptLayout(header, zone);
        this.traceparents = traceparents;
    }

    /// The receipt of a sale as text; empty if there is no such completed sale.
    public Optional<String> text(SaleId id) {
        return journal.read(view -> sales.find(view, id).flatMap(sale -> document(view, sale)))
                .map(document -> TextRenderer.render(document, TEXT_COLUMNS));
    }

    /// Prints the receipt of a sale if it is completed. Returns at once; what came of it is an event.
    public void print(SaleId id) {
        Sale sale = journal.read(view -> sales.byId(view, id));
        String name = printers.get(sale.till());
        Optional<Document> document = journal.read(view -> document(view, sale));
        if (name == null || document.isEmpty()) {
            return;
        }
        PrinterDevice device = devices.printer(name)
                .orElseThrow(() -> new IllegalStateException("printer " + name + " is not configured"));
        try {
            var _ = device.submit(printer -> {
                work(printer, sale, device.name(), document.get());
                return true;
            });
        } catch (RejectedExecutionException e) {
            note(sale, device.name(), new PrintResult.NotStarted(String.valueOf(e.getMessage())));
        }
    }

    private void work(ReceiptPrinter printer, Sale sale, String name, Document document) {
        try {
            if (sale.tenders().stream().anyMatch(Tender.Cash.class::isInstance) && printer.openDrawer()) {
                journal.commit(unit -> unit.append(stamp(unit, sale),
                        new DrawerOpened(shifts.byId(unit, sale.shift()).drawer(), sale.sale(), null)));
            }
            note(sale, name, printer.print(document));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the receipt of sale " + sale.sale() + " failed", e);
        }
    }

    private void note(Sale sale, String printer, PrintResult result) {
        ReceiptPrinted printed = switch (result) {
            case PrintResult.Confirmed() -> new ReceiptPrinted(sale.sale(), printer, true, "", null);
            case PrintResult.Unconfirmed(var reason) ->
                new ReceiptPrinted(sale.sale(), printer, false, reason, null);
            case PrintResult.NotStarted(var reason) ->
                new ReceiptPrinted(sale.sale(), printer, false, "not printed: " + reason, null);
        };
        var _ = journal.commit(unit -> unit.append(stamp(unit, sale), printed));
    }

    private Stamp stamp(View view, Sale sale) {
        return sales.stamp(view, sale, new Cause(Actor.SYSTEM, traceparents.get()));
    }

    private Optional<Document> document(View view, Sale sale) {
        return Optional.ofNullable(sale.receipt())
                .map(number -> layout.document(sale, number, cards(view, sale)));
    }

    private Map<AttemptId, CardFacts> cards(View view, Sale sale) {
        var cards = new HashMap<AttemptId, CardFacts>();
        for (Tender tender : sale.tenders()) {
            if (tender instanceof Tender.Card(_, var id)) {
                CardFacts facts = payments.find(view, id).map(Attempt::facts).orElse(null);
                if (facts != null) {
                    cards.put(id, facts);
                }
            }
        }
        return cards;
    }
}
