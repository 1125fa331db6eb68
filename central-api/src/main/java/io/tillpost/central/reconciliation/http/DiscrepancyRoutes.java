package io.tillpost.central.reconciliation.http;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Listing;
import io.tillpost.central.http.Page;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.reconciliation.Discrepancies;
import io.tillpost.central.reconciliation.DiscrepancyClass;
import io.tillpost.central.reconciliation.DiscrepancyState;
import io.tillpost.central.reconciliation.Resolving;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Discrepancies: listed, looked at, resolved.
public final class DiscrepancyRoutes {
    private static final int MAX_REASON_CHARS = 1000;
    private static final List<String> STATES = Stream.of(DiscrepancyState.values())
            .map(DiscrepancyState::wireName)
            .toList();
    private static final List<String> CLASSES = Stream.of(DiscrepancyClass.values())
            .map(DiscrepancyClass::wireName)
            .toList();

    private final Database database;
    private final Discrepancies discrepancies;
    private final Resolving resolving;

    public DiscrepancyRoutes(Database database, Discrepancies discrepancies, Resolving resolving) {
        this.database = database;
        this.discrepancies = discrepancies;
        this.resolving = resolving;
    }

    /// Body of a resolution.
    ///
    /// @param settlementLine what settles the payment of an `unconfirmed-attestation`
    record Resolution(String reason, @Nullable UUID settlementLine) {}

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.query("GET", "/v1/discrepancies", "listDiscrepancies", "reconciliation:read",
                        this::list)
                        .paged("state", "class"),
                Route.query("GET", "/v1/discrepancies/{discrepancy}", "getDiscrepancy", "reconciliation:read",
                        this::get),
                Route.command("POST", "/v1/discrepancies/{discrepancy}/resolve", "resolveDiscrepancy",
                        "reconciliation:write", this::resolve));
    }

    private Answer list(Call call) throws ProblemException {
        String tenant = Callers.tenant(call);
        Page page = Page.of(call);
        UUID after = Callers.after(page);
        var state = call.wordParameter("state", STATES).flatMap(DiscrepancyState::of).orElse(null);
        var type = call.wordParameter("class", CLASSES).flatMap(DiscrepancyClass::of).orElse(null);
        var rows = database.inTransaction(
                transaction -> discrepancies.list(transaction, tenant, state, type, after, page.limit() + 1));
        return Answer.ok(Listing.of(call, page, rows, row -> List.of(row.id().toString())));
    }

    private Answer get(Call call) throws ProblemException {
        String tenant = Callers.tenant(call);
        UUID id = call.idParameter("discrepancy");
        return Answer.ok(database.inTransaction(transaction -> discrepancies.find(transaction, tenant, id))
                .orElseThrow(() -> unknown(id)));
    }

    private Answer resolve(Call call, Transaction transaction) throws ProblemException {
        String tenant = Callers.tenant(call);
        UUID id = call.idParameter("discrepancy");
        var resolution = call.json(Resolution.class);
        String reason = resolution.reason().strip();
        if (reason.isEmpty() || reason.length() > MAX_REASON_CHARS) {
            throw Problem
                    .malformed("/reason", reason.length() + " characters, expected 1 to " + MAX_REASON_CHARS)
                    .exception();
        }
        var outcome = resolving.resolve(transaction, tenant, id, call.authenticated().client(), reason,
                resolution.settlementLine())
                .orElseThrow(() -> unknown(id));
        return switch (outcome) {
            case Resolving.Outcome.Resolved(var discrepancy) -> Answer.ok(discrepancy).about(id.toString());
            case Resolving.Outcome.NoSuchLine(var line) ->
                throw Problem.notFound("settlement line", line.toString()).exception();
            case Resolving.Outcome.LineDoesNotFit(var why) ->
                throw Problem.conflict("settlement-line-does-not-fit", why).exception();
            case Resolving.Outcome.NotOpen(var discrepancy) -> throw Problem.conflict("discrepancy-not-open",
                    "discrepancy '" + id + "' is " + discrepancy.state().wireName() + ", expected open")
                    .exception();
        };
    }

    private static ProblemException unknown(UUID id) {
        return Problem.notFound("discrepancy", id.toString()).exception();
    }
}
