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
import io.tillpost.edge.sale.Refund;
import io.tillpost.edge.sale.RefundWish;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.till.RefundRequests.Tender;
import io.tillpost.edge.till.Route.Done;
import io.tillpost.edge.till.Route.Work;
import io.tillpost.edge.till.ShopViews.RefundView;
import io.tillpost.edge.till.Views.Items;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Refunds against a receipt, and the reversal of a card payment.
final class RefundRoutes implements Routes {
    private final Journal journal;
    private final Shifts shifts;
    private final Shop shop;
    private final Refunds refunds;
    private final CardPayments payments;
    private final Receipts receipts;
    private final Map<String, String> terminals;

    /// @param terminals till -> its own terminal, for tills that have one
    RefundRoutes(Journal journal, Shifts shifts, Shop shop, CardPayments payments, Receipts receipts,
            Map<String, String> terminals) {
        this.journal = journal;
        this.shifts = shifts;
        this.shop = shop;
        this.refunds = shop.refunds();
        this.payments = payments;
        this.receipts = receipts;
        this.terminals = Map.copyOf(terminals);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.command("/v1/sales/{sale}/refunds", this::begin).needing(Permission.REFUND),
                Route.command("/v1/sales/{sale}/reversal", this::reverse).needing(Permission.REVERSAL),
                Route.query("/v1/refunds", this::open, "open"),
                Route.query("/v1/refunds/{refund}", this::refund),
                Route.command("/v1/refunds/{refund}/tenders", this::tender).needing(Permission.REFUND),
                Route.query("/v1/refunds/{refund}/lines", this::wouldTakeBack, "line"),
                Route.command("/v1/refunds/{refund}/lines", this::nameAgain).needing(Permission.REFUND),
                Route.command("/v1/refunds/{refund}/abort", this::abort).needing(Permission.REFUND));
    }

    private Answer open(Call call) {
        Lookup.onlyOpen(call);
        return Answer.ok(new Items<>(journal.read(view -> refunds.allOpen(view)
                .stream()
                .map(refund -> RefundView.of(view, refund, shop))
                .toList())));
    }

    private Answer refund(Call call) {
        Refund known = known(call);
        return Answer.ok(journal.read(view -> RefundView.of(view, known, shop)));
    }

    private Work begin(Call call) throws InterruptedException {
        Sale sale = sale(call);
        var request = Requests.read(call, RefundRequests.Begin.class);
        String till = givingBack(request.till(), sale, call);
        var wanted = new Refunds.Wanted(sale.sale(), request.lines(), till, request.reason());
        Paying paying = paying(request.tender(), till);
        return new Work(Json.write(request), unit -> {
            Cause cause = cause(unit, till, call);
            return paid(unit, paying, ProblemException.valueOf(refunds.begin(unit, wanted, cause)), cause,
                    true);
        });
    }

    /// A program acts as whoever works where the money goes back, not as whoever sold it.
    private Cause cause(View view, String till, Call call) {
        return Lookup.cause(ProblemException.valueOf(shifts.needOpen(view, till)).operator(), call);
    }

    /// Whose drawer and terminal give the money back: the till where somebody stands, if it is not said.
    private static String givingBack(@Nullable String stated, Sale sale, Call call) {
        if (stated != null) {
            return stated;
        }
        return call.caller() instanceof Caller.Person person ? person.session().till() : sale.till();
    }

    private Work tender(Call call) throws InterruptedException {
        Refund known = known(call);
        var tender = Requests.read(call, Tender.class);
        Cause cause = Lookup.cause(known.operator(), call);
        Paying paying = paying(tender, known.till());
        return new Work(Json.write(tender), unit -> paid(unit, paying,
                refunds.byId(unit, known.refund()), cause, false));
    }

    private Work reverse(Call call) {
        Sale sale = sale(call);
        var request = Requests.read(call, RefundRequests.Reverse.class);
        String till = givingBack(request.till(), sale, call);
        return new Work(Json.write(request), unit -> {
            Cause cause = cause(unit, till, call);
            Refund refund = ProblemException.valueOf(
                    refunds.beginReversal(unit, sale.sale(), till, request.reason(), cause));
            return running(unit, refund.refund(),
                    ProblemException.valueOf(payments.beginReversal(unit, refund.refund(), cause)));
        });
    }

    private Answer wouldTakeBack(Call call) {
        Refund known = known(call);
        List<RefundWish> lines = RefundRequests.lines(call.query().getOrDefault("line", ""));
        return Answer.ok(journal.read(view -> RefundView.of(view,
                ProblemException.valueOf(refunds.wouldTakeBack(view, known.refund(), lines)), shop)));
    }

    private Work nameAgain(Call call) {
        Refund known = known(call);
        var request = Requests.read(call, RefundRequests.Lines.class);
        Cause cause = Lookup.cause(known.operator(), call);
        return new Work(Json.write(request), unit -> {
            Refund refund = ProblemException
                    .valueOf(refunds.namedAgain(unit, known.refund(), request.lines(), cause));
            return Done.of(Answer.ok(RefundView.of(unit, refund, shop)),
                    () -> receipts.print(refund.refund()));
        });
    }

    private Work abort(Call call) {
        Refund known = known(call);
        var nothing = Requests.read(call, Requests.Nothing.class);
        return new Work(Json.write(nothing), unit -> Done.of(Answer.ok(
                RefundView.of(unit, ProblemException.valueOf(refunds.abort(unit, known.refund())), shop))));
    }

    /// How a refund is to be paid, and whether the terminal that it needs is ready.
    private record Paying(Tender tender, @Nullable String terminal, Decision<Boolean> ready) {}

    private Paying paying(Tender tender, String till) throws InterruptedException {
        if (!(tender instanceof Tender.Card(var stated))) {
            return new Paying(tender, null, Decision.accept(true));
        }
        String terminal = stated == null ? terminals.get(till) : stated;
        if (terminal == null) {
            return new Paying(tender, null, Decision.refuse(Reason.NO_SUCH_TERMINAL,
                    "till " + till + " has no terminal of its own"));
        }
        return new Paying(tender, terminal, payments.prepare(terminal));
    }

    /// Gives back what remains of a refund, if anything does.
    private Done paid(UnitOfWork unit, Paying paying, Refund refund, Cause cause, boolean begun) {
        RefundId id = refund.refund();
        if (begun && refund.state().ended()) {
            return created(unit, refund);
        }
        Decision<Refund> paid = switch (paying.tender()) {
            case Tender.Cash() -> refunds.payCash(unit, id, cause);
            case Tender.Voucher(var number) -> refunds.payVoucher(unit, id, number, cause);
            case Tender.Card _ -> {
                String terminal = paying.terminal();
                Decision<Attempt> attempt = paying.ready().then(_ -> terminal == null
                        ? Decision.refuse(Reason.NO_SUCH_TERMINAL, "no terminal is named")
                        : payments.beginRefund(unit, id, terminal, cause));
                yield attempt.then(_ -> Decision.accept(refunds.byId(unit, id)));
            }
        };
        Refund now = ProblemException.valueOf(paid);
        if (now.pending() != null) {
            return running(unit, id, payments.find(unit, now.pending()).orElseThrow());
        }
        return begun
                ? created(unit, now)
                : Done.of(Answer.ok(RefundView.of(unit, now, shop)), () -> receipts.print(id));
    }

    private Done created(View view, Refund refund) {
        return Done.of(Answer.created("/v1/refunds/" + refund.refund(), RefundView.of(view, refund, shop)),
                () -> receipts.print(refund.refund()));
    }

    private Done running(View view, RefundId id, Attempt attempt) {
        return Done.of(Answer.begun("/v1/attempts/" + attempt.attempt(),
                RefundView.of(view, refunds.byId(view, id), shop)), () -> payments.run(attempt));
    }

    private Sale sale(Call call) {
        SaleId id = Lookup.id(call, "sale", SaleId::parse);
        return Lookup.found(journal.read(view -> shop.sales().find(view, id)), "sale", id);
    }

    private Refund known(Call call) {
        RefundId id = Lookup.id(call, "refund", RefundId::parse);
        return Lookup.found(journal.read(view -> refunds.find(view, id)), "refund", id);
    }
}
