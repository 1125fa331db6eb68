package io.tillpost.edge.till;

import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.operator.Permission;
import io.tillpost.edge.receipt.Receipt;
import io.tillpost.edge.receipt.Receipts;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.till.Route.Work;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import java.util.List;

/// Receipts to look at, to send and to print again.
final class ReceiptPaperRoutes implements Routes {
    private final Journal journal;
    private final Sales sales;
    private final Receipts receipts;
    private final Printing printing;

    ReceiptPaperRoutes(Journal journal, Sales sales, Receipts receipts) {
        this.journal = journal;
        this.sales = sales;
        this.receipts = receipts;
        this.printing = new Printing(receipts);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.query("/v1/sales/{sale}/receipt", call -> text(ofSale(call))),
                Route.query("/v1/sales/{sale}/receipt.png", call -> png(ofSale(call))),
                Route.query("/v1/sales/{sale}/receipt.pdf", call -> pdf(ofSale(call))),
                Route.command("/v1/sales/{sale}/receipt/print", call -> print(call, ofSale(call)))
                        .needing(Permission.REPRINT),
                Route.query("/v1/refunds/{refund}/receipt", call -> text(ofRefund(call))),
                Route.query("/v1/refunds/{refund}/receipt.png", call -> png(ofRefund(call))),
                Route.query("/v1/refunds/{refund}/receipt.pdf", call -> pdf(ofRefund(call))),
                Route.command("/v1/refunds/{refund}/receipt/print", call -> print(call, ofRefund(call)))
                        .needing(Permission.REPRINT));
    }

    private static Answer text(Receipt receipt) {
        return Answer.text(receipt.text());
    }

    private static Answer png(Receipt receipt) {
        return Answer.file("image/png", fileName(receipt) + ".png", receipt.png());
    }

    private static Answer pdf(Receipt receipt) {
        return Answer.file("application/pdf", fileName(receipt) + ".pdf", receipt.pdf());
    }

    private static String fileName(Receipt receipt) {
        var issue = receipt.slip().issue();
        return issue.series() + "-" + issue.number();
    }

    private Work print(Call call, Receipt receipt) {
        String till = call.caller() instanceof Caller.Person person
                ? person.session().till()
                : receipt.slip().issue().till();
        Cause cause = Lookup.cause(receipt.slip().issue().operator(), call);
        return printing.work(call, till, () -> receipts.printAgain(receipt, till, cause));
    }

    private Receipt ofSale(Call call) {
        SaleId id = Lookup.id(call, "sale", SaleId::parse);
        return receipts.ofSale(id).orElseThrow(() -> {
            Sale sale = Lookup.found(journal.read(view -> sales.find(view, id)), "sale", id);
            return Problem.of(409, "sale-not-completed", "There is no receipt yet",
                    "sale " + id + " is " + sale.state() + ", expected COMPLETED").exception();
        });
    }

    private Receipt ofRefund(Call call) {
        RefundId id = Lookup.id(call, "refund", RefundId::parse);
        return Lookup.found(receipts.ofRefund(id), "completed refund", id);
    }
}
