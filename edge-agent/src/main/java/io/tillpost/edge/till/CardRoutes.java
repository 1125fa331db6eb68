package io.tillpost.edge.till;

import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.operator.Permission;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.BatchClosing;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.till.Route.Done;
import io.tillpost.edge.till.Route.Work;
import io.tillpost.edge.till.Views.AttemptView;
import io.tillpost.edge.till.Views.BatchView;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Card attempts and the terminals' end of day.
final class CardRoutes implements Routes {
    /// Longest wait for the terminal's host at the end of day before the answer is "running".
    private static final Duration END_OF_DAY_WITHIN = Duration.ofSeconds(60);

    private final Shifts shifts;
    private final CardPayments payments;
    private final Map<String, String> terminals;

    /// @param terminals till -> its own terminal, for tills that have one
    CardRoutes(Shifts shifts, CardPayments payments, Map<String, String> terminals) {
        this.shifts = shifts;
        this.payments = payments;
        this.terminals = Map.copyOf(terminals);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.query("/v1/attempts/{attempt}", this::attempt, "wait"),
                Route.command("/v1/attempts/{attempt}/abort", this::abortAttempt),
                Route.command("/v1/attempts/{attempt}/attest", this::attest).needing(Permission.ATTEST),
                Route.command("/v1/terminals/{terminal}/end-of-day", this::endOfDay)
                        .needing(Permission.CLOSE_SHIFT),
                Route.query("/v1/end-of-days/{endOfDay}", this::batch, "wait"));
    }

    private Answer attempt(Call call) throws InterruptedException {
        AttemptId id = Lookup.id(call, "attempt", AttemptId::parse);
        return Answer.ok(view(Lookup.found(payments.await(id, call.patience()), "attempt", id)));
    }

    private Work abortAttempt(Call call) {
        AttemptId id = Lookup.id(call, "attempt", AttemptId::parse);
        Requests.Nothing nothing = Requests.read(call, Requests.Nothing.class);
        return new Work(Json.write(nothing), unit -> {
            Attempt attempt = Lookup.found(payments.find(unit, id), "attempt", id);
            return Done.of(Answer.begun("/v1/attempts/" + id, view(attempt)), () -> payments.abort(attempt));
        });
    }

    /// What a person says that the terminal shows.
    private record Attest(boolean moved) {}

    private Work attest(Call call) {
        AttemptId id = Lookup.id(call, "attempt", AttemptId::parse);
        var request = Requests.read(call, Attest.class);
        return new Work(Json.write(request), unit -> {
            Attempt known = Lookup.found(payments.find(unit, id), "attempt", id);
            Cause cause = Lookup.cause(known.cause().actor().name(), call);
            Attempt attempt = ProblemException.valueOf(payments.attest(unit, id, request.moved(), cause));
            return Done.of(Answer.ok(view(attempt)), () -> payments.attested(attempt));
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
        return Answer
                .ok(BatchView.of(Lookup.found(payments.awaitBatch(id, call.patience()), "end of day", id)));
    }

    private AttemptView view(Attempt attempt) {
        return AttemptView.of(attempt, payments);
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
}
