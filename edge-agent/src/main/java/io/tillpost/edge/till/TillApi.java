package io.tillpost.edge.till;

import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.receipt.Receipts;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Shifts;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The till's API: its parts, and what holds for all of them.
public final class TillApi {
    private final List<Route> routes;
    private final Idempotency idempotency;
    private final Live live;

    /// Joins parts.
    ///
    /// @param live told what a till's command changed in its cart; what has events tells by itself ([LiveJournal])
    public TillApi(Journal journal, Live live, List<Routes> parts) {
        this.routes = parts.stream().flatMap(part -> part.routes().stream()).toList();
        this.idempotency = new Idempotency(journal);
        this.live = live;
    }

    /// The parts of a store that sells.
    ///
    /// @param terminals till -> its own terminal, for tills that have one
    /// @param tills all tills
    public static TillApi of(Journal journal, Shifts shifts, Sales sales, CardPayments payments,
            Receipts receipts, AgentStatus status, Map<String, String> terminals, Live live,
            Set<String> tills) {
        return new TillApi(journal, live,
                List.of(() -> List.of(
                        Route.open("/v1/health", _ -> Answer.ok(new Views.HealthView("UP"))),
                        Route.query("/v1/status", _ -> Answer.ok(status.read()))),
                        new ShiftRoutes(journal, shifts, sales),
                        new SaleRoutes(journal, shifts, sales, payments, receipts, terminals),
                        new ReceiptRoutes(journal, sales, receipts),
                        new CardRoutes(shifts, payments, terminals), new LiveRoutes(live, tills)));
    }

    /// All operations.
    public List<Route> routes() {
        return routes;
    }

    /// Answers a call of one of the routes. Refusals come out as [ProblemException].
    public Answer answer(Route route, Call call) throws InterruptedException {
        return switch (route.handler()) {
            case Route.Handler.Query query -> query.answer(call);
            case Route.Handler.Command command -> {
                Answer answer = idempotency.answer(call, command.read(call));
                String till = call.pathParameters().get("till");
                if (till != null) {
                    live.changed(till, Set.of(Topic.CART));
                }
                yield answer;
            }
        };
    }

    /// Ends all live streams; to be called before the server stops, which would wait for them.
    public void endStreams() {
        live.close();
    }
}
