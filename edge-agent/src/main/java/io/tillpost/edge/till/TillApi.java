package io.tillpost.edge.till;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.BatchClosing;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.receipt.Receipts;
import io.tillpost.edge.sale.Basket;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.shift.Shift;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.till.Route.Done;
import io.tillpost.edge.till.Route.Work;
import io.tillpost.edge.till.Views.AttemptView;
import io.tillpost.edge.till.Views.BatchView;
import io.tillpost.edge.till.Views.Items;
import io.tillpost.edge.till.Views.SaleView;
import io.tillpost.edge.till.Views.ShiftView;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The operations of the till's API: reads what a till wants, asks the rooms, says what came of it.
public final class TillApi {
    /// Longest wait for the terminal's host at the end of day before the answer is "running".
    private static final Duration END_OF_DAY_WITHIN = Duration.ofSeconds(60);

    private final Journal journal;
    private final Shifts shifts;
    private final Sales sales;
    private final CardPayments payments;
    private final Receipts receipts;
    private final AgentStatus status;
    private final Map<String, String> terminals;
    private final Idempotency idempotency;

    /// @param terminals till -> its own terminal, for tills that have one
    public TillApi(Journal journal, Shifts shifts, Sales sales, CardPayments payments, Receipts receipts,
            AgentStatus status, Map<String, String> terminals) {
        this.journal = journal;
        this.shifts = shifts;
        this.sales = sales;
        this.payments = payments;
        this.receipts = receipts;
        this.status = status;
        this.terminals = Map.copyOf(terminals);
        this.idempotency = new Idempotency(journal);
    }

    /// All operations.
    public List<Route> routes() {
        return List.of(
                Route.open("/v1/health", _ -> Answer.ok(new Views.HealthView("UP"))),
                Route.query("/v1/status", _ -> Answer.ok(status.read())),
                Route.command("/v1/shifts", this::openShift),
                Route.query("/v1/shifts", this::openShifts, "till", "open"),
                Route.query("/v1/shifts/{shift}", this::shift),
                Route.command("/v1/shifts/{shift}/close", this::closeShift),
                Route.command("/v1/sales", this::startSale),
                Route.query("/v1/sales", this::openSales, "open"),
                Route.query("/v1/sales/{sale}", this::sale),
                Route.command("/v1/sales/{sale}/tenders", this::tender),
                Route.command("/v1/sales/{sale}/abort", this::abortSale),
                Route.query("/v1/sales/{sale}/receipt", this::receipt),
                Route.query("/v1/attempts/{attempt}", this::attempt, "wait"),
                Route.command("/v1/attempts/{attempt}/abort", this::abortAttempt),
                Route.command("/v1/terminals/{terminal}/end-of-day", this::endOfDay),
                Route.query("/v1/end-of-days/{endOfDay}", this::batch, "wait"));
    }

    /// Answers a call of one of the routes. Refusals come out as [ProblemException].
    public Answer answer(Route route, Call call) throws InterruptedException {
        return switch (route.handler()) {
            case Route.Handler.Query query -> query.answer(call);
            case Route.Handler.Command command -> idempotency.answer(call, command.read(call));
        };
    }

    private Work openShift(Call call) {
        var opening = Requests.read(call, Shifts.Opening.class);
        return new Work(Json.write(opening), unit -> {
            Shift shift = ProblemException.valueOf(shifts.open(unit, opening, call.traceparent()));
            return Done.of(Answer.created("/v1/shifts/" + shift.shift(), ShiftView.of(shift)));
        });
    }

    private Work closeShift(Call call) {
        ShiftId id = id(call, "shift", ShiftId::parse);
        var request = Requests.read(call, Requests.CloseShift.class);
        return new Work(Json.write(request), unit -> {
            Shift closed = ProblemException.valueOf(
                    shifts.close(unit, id, request.countedCash(), this::nothingOpen, call.traceparent()));
            return Done.of(Answer.ok(ShiftView.of(closed)));
        });
    }

    private Decision<Boolean> nothingOpen(View view, String till) {
        for (Sale sale : sales.allOpen(view)) {
            if (sale.till().equals(till)) {
                return sale.state() == SaleState.CARD_PENDING
                        ? Decision.refuse(Reason.PAYMENT_UNRESOLVED, "sale " + sale.sale()
                                + " waits for the card payment " + sale.pending())
                        : Decision.refuse(Reason.SALE_STILL_OPEN, "sale " + sale.sale() + " is "
                                + sale.state() + ", expected all sales of the till completed or aborted");
            }
        }
        return Decision.accept(true);
    }

    private Answer openShifts(Call call) {
        onlyOpen(call);
        String till = call.query().get("till");
        return Answer.ok(new Items<>(journal.read(shifts::allOpen)
                .stream()
                .filter(shift -> till == null || shift.till().equals(till))
                .map(ShiftView::of)
                .toList()));
    }

    private Answer shift(Call call) {
        ShiftId id = id(call, "shift", ShiftId::parse);
        return Answer.ok(ShiftView.of(found(journal.read(view -> shifts.find(view, id)), "shift", id)));
    }

    private Work startSale(Call call) {
        var basket = Requests.read(call, Basket.class);
        return new Work(Json.write(basket), unit -> {
            Shift shift = ProblemException.valueOf(shifts.needOpen(unit, basket.till()));
            Sale sale = ProblemException.valueOf(sales.start(unit, basket, cause(shift.operator(), call)));
            return Done.of(Answer.created("/v1/sales/" + sale.sale(), SaleView.of(sale)));
        });
    }

    private Answer openSales(Call call) {
        onlyOpen(call);
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
                sales.abort(unit, known.sale(), reason, cause(known.operator(), call)))))));
    }

    private Work tender(Call call) throws InterruptedException {
        Sale known = knownSale(call);
        var tender = Requests.read(call, Requests.Tender.class);
        return switch (tender) {
            case Requests.Tender.Cash cash -> new Work(Json.write(cash), unit -> {
                Sale sale = ProblemException.valueOf(
                        sales.payCash(unit, known.sale(), cash.given(), cause(known.operator(), call)));
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
                    terminal, card.amount(), cause(known.operator(), call))));
            return Done.of(Answer.begun("/v1/attempts/" + attempt.attempt(),
                    SaleView.of(sales.byId(unit, known.sale()))), () -> payments.run(attempt));
        });
    }

    private Answer receipt(Call call) {
        Sale sale = knownSale(call);
        return Answer.text(receipts.text(sale.sale())
                .orElseThrow(() -> Problem.of(409, "sale-not-completed", "There is no receipt yet",
                        "sale " + sale.sale() + " is " + sale.state() + ", expected COMPLETED").exception()));
    }

    private Answer attempt(Call call) throws InterruptedException {
        AttemptId id = id(call, "attempt", AttemptId::parse);
        return Answer.ok(view(found(payments.await(id, call.patience()), "attempt", id)));
    }

    private Work abortAttempt(Call call) {
        AttemptId id = id(call, "attempt", AttemptId::parse);
        Requests.Nothing nothing = Requests.read(call, Requests.Nothing.class);
        return new Work(Json.write(nothing), unit -> {
            Attempt attempt = found(payments.find(unit, id), "attempt", id);
            return Done.of(Answer.begun("/v1/attempts/" + id, view(attempt)), () -> payments.abort(attempt));
        });
    }

    private Work endOfDay(Call call) {
        String terminal = call.pathParameter("terminal");
        Requests.Nothing nothing = Requests.read(call, Requests.Nothing.class);
        return new Work(Json.write(nothing), unit -> {
            BatchClosing closing = ProblemException.valueOf(payments.beginEndOfDay(unit, terminal,
                    shifts.systemStamp(unit, tillOf(terminal), call.traceparent())));
            return new Done(begun(closing), () -> payments.run(closing), () -> ended(closing));
        });
    }

    private Answer ended(BatchClosing closing) {
        try {
            BatchClosing now = payments.awaitBatch(closing.id(), END_OF_DAY_WITHIN).orElse(closing);
            return now.state() == BatchClosing.State.RUNNING ? begun(now) : Answer.ok(BatchView.of(now));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return begun(closing);
        }
    }

    private static Answer begun(BatchClosing closing) {
        return Answer.begun("/v1/end-of-days/" + closing.id(), BatchView.of(closing));
    }

    private Answer batch(Call call) throws InterruptedException {
        String id = call.pathParameter("endOfDay");
        return Answer.ok(BatchView.of(found(payments.awaitBatch(id, call.patience()), "end of day", id)));
    }

    private AttemptView view(Attempt attempt) {
        return AttemptView.of(attempt, payments.shown(attempt.attempt()));
    }

    private String tillOf(String terminal) {
        return terminals.entrySet()
                .stream()
                .filter(entry -> entry.getValue().equals(terminal))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .orElseThrow(() -> Problem.of(404, Reason.NO_SUCH_TERMINAL.wireName(), "Not found",
                        "no till uses a terminal '" + terminal + "'").exception());
    }

    private Sale knownSale(Call call) {
        SaleId id = id(call, "sale", SaleId::parse);
        return found(journal.read(view -> sales.find(view, id)), "sale", id);
    }

    private static Cause cause(String operator, Call call) {
        return new Cause(Actor.cashier(operator), call.traceparent());
    }

    private static void onlyOpen(Call call) {
        if (!"true".equals(call.query().get("open"))) {
            throw Problem.malformed("?open", "expected open=true: closed ones are at head office")
                    .exception();
        }
    }

    private static <T> T found(Optional<T> thing, String what, Object id) {
        return thing.orElseThrow(() -> Problem.of(404, Reason.NOT_FOUND.wireName(), "Not found",
                "no " + what + " '" + id + "'").exception());
    }

    private static <T> T id(Call call, String parameter, Function<String, T> parse) {
        String text = call.pathParameter(parameter);
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw Problem.of(404, Reason.NOT_FOUND.wireName(), "Not found",
                    "no " + parameter + " '" + text + "'").exception();
        }
    }
}
