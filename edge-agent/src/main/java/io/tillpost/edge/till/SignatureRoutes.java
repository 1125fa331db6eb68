package io.tillpost.edge.till;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.operator.Permission;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.receipt.Receipts;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.till.Route.Done;
import io.tillpost.edge.till.Route.Work;
import io.tillpost.edge.till.ShopViews.SaleView;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.json.Json;
import java.util.List;

/// What somebody says of the signature of a card payment.
final class SignatureRoutes implements Routes {
    private final Journal journal;
    private final Shop shop;
    private final Sales sales;
    private final CardPayments payments;
    private final Receipts receipts;

    SignatureRoutes(Journal journal, Shop shop, CardPayments payments, Receipts receipts) {
        this.journal = journal;
        this.shop = shop;
        this.sales = shop.sales();
        this.payments = payments;
        this.receipts = receipts;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.command("/v1/attempts/{attempt}/signature", this::answer)
                .needing(Permission.SELL));
    }

    private record Answered(boolean matches) {}

    private Work answer(Call call) throws InterruptedException {
        AttemptId id = Lookup.id(call, "attempt", AttemptId::parse);
        var request = Requests.read(call, Answered.class);
        Attempt paid = Lookup.found(journal.read(view -> payments.find(view, id)), "attempt", id);
        Sale sale = journal.read(view -> sales.byId(view, paid.sale()));
        Cause cause = Lookup.cause(sale.operator(), call);
        return request.matches() ? matches(request, sale, id, cause) : giveBack(request, paid, cause);
    }

    private Work matches(Answered request, Sale known, AttemptId attempt, Cause cause) {
        return new Work(Json.write(request), unit -> {
            Sale sale = ProblemException
                    .valueOf(sales.signatureMatches(unit, known.sale(), attempt, cause));
            return Done.of(Answer.ok(SaleView.of(unit, sale, shop)), () -> receipts.print(known.sale()));
        });
    }

    /// As any other tender of an open sale: what became of it is the new attempt's to say.
    private Work giveBack(Answered request, Attempt paid, Cause cause) throws InterruptedException {
        Decision<Boolean> ready = payments.prepare(paid.terminal());
        return new Work(Json.write(request), unit -> {
            Attempt back = ProblemException
                    .valueOf(sales.toSign(unit, paid.sale(), paid.attempt())
                            .then(sale -> ready.then(_ -> payments.beginGiveBack(unit, sale.sale(),
                                    place(sale, paid.attempt()), cause))));
            return Done.of(Answer.begun("/v1/attempts/" + back.attempt(),
                    SaleView.of(unit, sales.byId(unit, paid.sale()), shop)), () -> payments.run(back));
        });
    }

    private static int place(Sale sale, AttemptId attempt) {
        List<Tender> tenders = sale.tenders();
        for (int at = 0; at < tenders.size(); at++) {
            if (tenders.get(at) instanceof Tender.Card card && card.attempt().equals(attempt)) {
                return at;
            }
        }
        throw new IllegalStateException("sale " + sale.sale() + " was not paid by attempt " + attempt);
    }
}
