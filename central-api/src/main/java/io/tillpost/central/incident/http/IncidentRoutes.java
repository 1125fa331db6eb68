package io.tillpost.central.incident.http;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Listing;
import io.tillpost.central.http.Page;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.http.StoreFilter;
import io.tillpost.central.incident.Incident;
import io.tillpost.central.incident.Incidents;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// `/v1/incidents`: what is wrong and must be seen by a person.
public final class IncidentRoutes {
    private static final String PATH = "/v1/incidents";
    private static final String ONE = PATH + "/{incident}";
    private static final List<String> STATES = List.of(Incident.OPEN, Incident.CLOSED);

    private final Database database;
    private final Incidents incidents;
    private final StoreFilter stores;

    public IncidentRoutes(Database database, Incidents incidents, StoreFilter stores) {
        this.database = database;
        this.incidents = incidents;
        this.stores = stores;
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.query("GET", PATH, "listIncidents", "reports:read", this::list).paged("store", "state"),
                Route.query("GET", ONE, "getIncident", "reports:read", this::get),
                Route.command("POST", ONE + "/close", "closeIncident", "stores:manage", this::close)
                        .bodiless());
    }

    private Answer list(Call call) throws ProblemException {
        Page page = Page.of(call);
        Caller caller = call.authenticated();
        String state = call.wordParameter("state", STATES).orElse(null);
        Set<String> shown = stores.shown(call);
        UUID after = page.after(key -> UUID.fromString(key.getFirst())).orElse(null);
        List<Incident> rows = database.inTransaction(tx -> incidents.list(tx, caller.tenant(), shown, state,
                after, page.limit() + 1));
        return Answer.ok(Listing.of(call, page, rows, row -> List.of(row.incident().toString())));
    }

    private Answer get(Call call) throws ProblemException {
        UUID id = call.idParameter("incident");
        return Answer.ok(database.inTransaction(tx -> shown(tx, call.authenticated(), id))
                .orElseThrow(() -> unknown(id)));
    }

    private Answer close(Call call, Transaction transaction) throws ProblemException {
        Caller caller = call.authenticated();
        UUID id = call.idParameter("incident");
        if (shown(transaction, caller, id).isEmpty()) {
            throw unknown(id);
        }
        incidents.close(transaction, caller.tenant(), id);
        return Answer.ok(shown(transaction, caller, id).orElseThrow()).about(id.toString());
    }

    private Optional<Incident> shown(Transaction transaction, Caller caller, UUID id) {
        return incidents.find(transaction, caller.tenant(), id)
                .filter(incident -> incident.store() == null
                        ? caller.stores() == null
                        : caller.maySee(incident.store()));
    }

    private static ProblemException unknown(UUID id) {
        return Problem.notFound("incident", id.toString()).exception();
    }
}
