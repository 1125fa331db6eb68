package io.tillpost.central.reconciliation.http;

import io.tillpost.central.database.Database;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Listing;
import io.tillpost.central.http.Page;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.reconciliation.MatchBook;
import io.tillpost.central.reconciliation.MatchViews;
import io.tillpost.central.reconciliation.MatchViews.LineView;
import io.tillpost.central.reconciliation.MatchViews.PayoutView;
import io.tillpost.central.statement.KeptPayout;
import io.tillpost.central.statement.Settlements;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// One settlement with its payouts and lines, and payouts by themselves.
public final class PayoutRoutes {
    private static final String STATE = "state";
    private static final String PAID = "paid";
    private static final List<String> STATES = List.of("open", PAID);

    private final Database database;
    private final Settlements settlements;
    private final MatchBook matches;
    private final MatchViews views;

    public PayoutRoutes(Database database, Settlements settlements, MatchBook matches, MatchViews views) {
        this.database = database;
        this.settlements = settlements;
        this.matches = matches;
        this.views = views;
    }

    /// A settlement file, all its payouts, and a page of their lines.
    record SettlementView(UUID settlement, String acquirer, String sha256, Instant importedAt,
            List<PayoutView> payouts, Listing<LineView> lines) {}

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.query("GET", "/v1/settlements/{settlement}", "getSettlement", "reconciliation:read",
                        this::settlement).paged(),
                Route.query("GET", "/v1/payouts", "listPayouts", "reconciliation:read", this::list)
                        .paged(STATE),
                Route.query("GET", "/v1/payouts/{payout}", "getPayout", "reconciliation:read", this::payout));
    }

    private Answer settlement(Call call) throws ProblemException {
        String tenant = Callers.tenant(call);
        UUID id = call.idParameter("settlement");
        Page page = Page.of(call);
        UUID after = Callers.after(page);
        var shown = database
                .inSnapshot(transaction -> settlements.file(transaction, tenant, id).map(file -> {
                    var payouts = settlements.payoutsIn(transaction, tenant, id).stream().map(KeptPayout::id)
                            .toList();
                    var lines = settlements.linesIn(transaction, tenant, id, after, page.limit() + 1);
                    return new SettlementView(file.id(), file.acquirer(), file.sha256(), file.importedAt(),
                            views.payouts(transaction, tenant, payouts),
                            Listing.of(call, page, views.lines(transaction, tenant, lines),
                                    line -> List.of(line.line().toString())));
                }));
        return Answer.ok(shown.orElseThrow(() -> Problem.notFound("settlement", id.toString()).exception()));
    }

    private Answer list(Call call) throws ProblemException {
        String tenant = Callers.tenant(call);
        Page page = Page.of(call);
        UUID after = Callers.after(page);
        Boolean paid = call.wordParameter(STATE, STATES).map(PAID::equals).orElse(null);
        var rows = database.inSnapshot(transaction -> views.payouts(transaction, tenant,
                matches.payouts(transaction, tenant, paid, after, page.limit() + 1)));
        return Answer.ok(Listing.of(call, page, rows, row -> List.of(row.payout().toString())));
    }

    private Answer payout(Call call) throws ProblemException {
        String tenant = Callers.tenant(call);
        UUID id = call.idParameter("payout");
        var found = database.inSnapshot(transaction -> views.payouts(transaction, tenant, List.of(id)));
        if (found.isEmpty()) {
            throw Problem.notFound("payout", id.toString()).exception();
        }
        return Answer.ok(found.getFirst());
    }
}
