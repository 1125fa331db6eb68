package io.tillpost.edge.till;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.operator.Permission;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.receipt.Receipts;
import io.tillpost.edge.sale.Basket;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.shift.Shift;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.till.Route.Done;
import io.tillpost.edge.till.Route.Work;
import io.tillpost.edge.till.ShopViews.SaleView;
import io.tillpost.edge.till.Views.Items;

import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.money.Money;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Sales and their tenders.
final class SaleRoutes implements Routes {
    private final Journal journal;
    private final Shifts shifts;
    private final Shop shop;
    private final Sales sales;
    private final CardPayments payments;
    private final Receipts receipts;
    private final Map<String, String> terminals;

    /// @param terminals till -> its own terminal, for tills that have one
    SaleRoutes(Journal journal, Shifts shifts, Shop shop, CardPayments payments, Receipts receipts,
            Map<String, String> terminals) {
        this.journal = journal;
        this.shifts = shifts;
        this.shop = shop;
        this.sales = shop.sales();
        this.payments = payments;
        this.receipts = receipts;
        this.terminals = Map.copyOf(terminals);
    }

    @Override
    public List<Route> routes() {
        // It names its prices and tax rates itself, as a cart does only for whoever may change prices.
        return List.of(Route.command("/v1/sales", this::startSale).needing(Permission.PRICE_OVERRIDE),
                Route.query("/v1/sales", this::openSales, "open"),
                Route.query("/v1/sales/{sale}", this::sale),
                Route.command("/v1/sales/{sale}/tenders", this::tender).needing(Permission.SELL),
                Route.command("/v1/sales/{sale}/tenders/{tender}/give-back", this::giveBack)
                        .needing(Permission.VOID_CART),
                Route.command("/v1/sales/{sale}/abort", this::abortSale).needing(Permission.VOID_CART));
    }

    private Work startSale(Call call) {
        var basket = Requests.read(call, Basket.class);
        return new Work(Json.write(basket), unit -> {
            Shift shift = ProblemException.valueOf(shifts.needOpen(unit, basket.till()));
            Sale sale = ProblemException
                    .valueOf(sales.start(unit, basket, Lookup.cause(shift.operator(), call)));
            return Done.of(Answer.created("/v1/sales/" + sale.sale(), SaleView.of(unit, sale, shop)));
        });
    }

    private Answer openSales(Call call) {
        Lookup.onlyOpen(call);
        return Answer.ok(new Items<>(journal.read(
                view -> sales.allOpen(view).stream().map(sale -> SaleView.of(view, sale, shop)).toList())));
    }

    private Answer sale(Call call) {
        return Answer.ok(journal.read(view -> SaleView.of(view, knownSale(view, call), shop)));
    }

    private Work abortSale(Call call) {
        Sale known = knownSale(call);
        var request = Requests.read(call, Requests.AbortSale.class);
        String reason = request.reason() == null ? "" : request.reason();
        return new Work(Json.write(request), unit -> Done.of(Answer.ok(SaleView.of(unit,
                ProblemException.valueOf(
                        sales.abort(unit, known.sale(), reason, Lookup.cause(known.operator(), call))),
                shop))));
    }

    private Work tender(Call call) throws InterruptedException {
        Sale known = knownSale(call);
        var tender = Requests.read(call, Requests.Tender.class);
        return switch (tender) {
            case Requests.Tender.Cash cash -> paid(known, cash, unit -> sales.payCash(unit,
                    known.sale(), cash.given(),
                    cash.tip() == null ? Money.zero(shop.currency()) : cash.tip(),
                    Lookup.cause(known.operator(), call)));
            case Requests.Tender.Voucher voucher -> paid(known, voucher, unit -> sales.payVoucher(unit,
                    known.sale(), voucher.number(), voucher.amount(),
                    Lookup.cause(known.operator(), call)));
            case Requests.Tender.Card card -> cardTender(call, known, card);
        };
    }

    private Work paid(Sale known, Requests.Tender tender, Function<UnitOfWork, Decision<Sale>> pay) {
        return new Work(Json.write(tender), unit -> {
            Sale sale = ProblemException.valueOf(pay.apply(unit));
            return Done.of(Answer.ok(SaleView.of(unit, sale, shop)), () -> receipts.print(known.sale()));
        });
    }

    /// Cash and vouchers at once; a card by its terminal.
    private Work giveBack(Call call) throws InterruptedException {
        Sale known = knownSale(call);
        int index = Lookup.number(call, "tender");
        var request = Requests.read(call, Requests.GiveBack.class);
        Cause cause = Lookup.cause(known.operator(), call);
        if (index < known.tenders().size() && known.tenders().get(index) instanceof Tender.Card card) {
            return cardGiveBack(known, index, request, terminalOf(card), cause);
        }
        return new Work(Json.write(request), unit -> Done.of(Answer.ok(SaleView.of(unit,
                ProblemException.valueOf(seen(sales.byId(unit, known.sale()), index, request)
                        .then(_ -> sales.giveBack(unit, known.sale(), index, cause))),
                shop))));
    }

    /// Whether the tender at that place is still the one that was seen there, if that was said.
    private static Decision<Boolean> seen(Sale sale, int index, Requests.GiveBack request) {
        Tender seen = request.tender();
        return seen == null || (index < sale.tenders().size() && sale.tenders().get(index).equals(seen))
                ? Decision.accept(true)
                : Decision.refuse(Reason.NOT_FOUND, "tender " + index + " of sale " + sale.sale()
                        + " is another one by now, expected the one in the request: read the sale again");
    }

    private String terminalOf(Tender.Card card) {
        return Lookup.found(journal.read(view -> payments.find(view, card.attempt())), "attempt",
                card.attempt()).terminal();
    }

    private Work cardGiveBack(Sale known, int index, Requests.GiveBack request, String terminal,
            Cause cause) throws InterruptedException {
        Decision<Boolean> ready = payments.prepare(terminal);
        return new Work(Json.write(request), unit -> {
            Attempt attempt = ProblemException.valueOf(seen(sales.byId(unit, known.sale()), index, request)
                    .then(_ -> ready)
                    .then(_ -> payments.beginGiveBack(unit, known.sale(), index, cause)));
            return Done.of(Answer.begun("/v1/attempts/" + attempt.attempt(),
                    SaleView.of(unit, sales.byId(unit, known.sale()), shop)), () -> payments.run(attempt));
        });
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
                    SaleView.of(unit, sales.byId(unit, known.sale()), shop)), () -> payments.run(attempt));
        });
    }

    private Sale knownSale(Call call) {
        return journal.read(view -> knownSale(view, call));
    }

    private Sale knownSale(View view, Call call) {
        SaleId id = Lookup.id(call, "sale", SaleId::parse);
        return Lookup.found(sales.find(view, id), "sale", id);
    }
}
