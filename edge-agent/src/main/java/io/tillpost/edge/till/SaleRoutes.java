package io.tillpost.edge.till;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.receipt.Receipts;
import io.tillpost.edge.sale.Basket;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Shift;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.till.Route.Done;
import io.tillpost.edge.till.Route.Work;
import io.tillpost.edge.till.Views.Items;
import io.tillpost.edge.till.Views.SaleView;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.json.Json;
import java.util.List;
import java.util.Map;

/// Sales and their tenders.
final class SaleRoutes implements Routes {
    private final Journal journal;
    private final Shifts shifts;
    private final Sales sales;
    private final CardPayments payments;
    private final Receipts receipts;
    private final Map<String, String> terminals;

    /// @param terminals till -> its own terminal, for tills that have one
    SaleRoutes(Journal journal, Shifts shifts, Sales sales, CardPayments payments, Receipts receipts,
            Map<String, String> terminals) {
        this.journal = journal;
        this.shifts = shifts;
        this.sales = sales;
        this.payments = payments;
        this.receipts = receipts;
        this.terminals = Map.copyOf(terminals);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.command("/v1/sales", this::startSale),
                Route.query("/v1/sales", this::openSales, "open"),
                Route.query("/v1/sales/{sale}", this::sale),
                Route.command("/v1/sales/{sale}/tenders", this::tender),
                Route.command("/v1/sales/{sale}/abort", this::abortSale));
    }

    private Work startSale(Call call) {
        var basket = Requests.read(call, Basket.class);
        return new Work(Json.write(basket), unit -> {
            Shift shift = ProblemException.valueOf(shifts.needOpen(unit, basket.till()));
            Sale sale = ProblemException
                    .valueOf(sales.start(unit, basket, Lookup.cause(shift.operator(), call)));
            return Done.of(Answer.created("/v1/sales/" + sale.sale(), SaleView.of(sale)));
        });
    }

    private Answer openSales(Call call) {
        Lookup.onlyOpen(call);
        return Answer.ok(new Items<>(journal.read(sales::allOpen).stream().map(SaleView::of).toList()));
    }

    private Answer sale(Call call) {
        return Answer.ok(SaleView.of(knownSale(call)));
    }

    private Work abortSale(Call call) {
        Sale known = knownSale(call);
        var request = Requests.read(call, Requests.AbortSale.class);
        String reason = request.reason() == null ? "" : request.reason();
        return new Work(Json.write(request), unit -> Done.of(Answer.ok(SaleView.of(ProblemException.valueOf(
                sales.abort(unit, known.sale(), reason, Lookup.cause(known.operator(), call)))))));
    }

    private Work tender(Call call) throws InterruptedException {
        Sale known = knownSale(call);
        var tender = Requests.read(call, Requests.Tender.class);
        return switch (tender) {
            case Requests.Tender.Cash cash -> new Work(Json.write(cash), unit -> {
                Sale sale = ProblemException.valueOf(
                        sales.payCash(unit, known.sale(), cash.given(),
                                Lookup.cause(known.operator(), call)));
                return Done.of(Answer.ok(SaleView.of(sale)), () -> receipts.print(sale.sale()));
            });
            case Requests.Tender.Card card -> cardTender(call, known, card);
        };
    }

    private Work cardTender(Call call, Sale known, Requests.Tender.Card card) throws InterruptedException {
        String terminal = card.terminal() == null ? terminals.get(known.till()) : card.terminal();
        if (terminal == null) {
            throw Problem.of(404, Reason.NO_SUCH_TERMINAL.wireName(), "Not found",
                    "till " + known.till() + " has no terminal of its own").exception();
        }
        Decision<Boolean> ready = payments.prepare(terminal);
        return new Work(Json.write(card), unit -> {
            Attempt attempt = ProblemException.valueOf(ready.then(_ -> payments.begin(unit, known.sale(),
                    terminal, card.amount(), Lookup.cause(known.operator(), call))));
            return Done.of(Answer.begun("/v1/attempts/" + attempt.attempt(),
                    SaleView.of(sales.byId(unit, known.sale()))), () -> payments.run(attempt));
        });
    }

    private Sale knownSale(Call call) {
        SaleId id = Lookup.id(call, "sale", SaleId::parse);
        return Lookup.found(journal.read(view -> sales.find(view, id)), "sale", id);
    }
}
