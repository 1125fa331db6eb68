package io.tillpost.central.incident.http;

import io.tillpost.central.database.Database;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Listing;
import io.tillpost.central.http.Page;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.incident.Incident;
import io.tillpost.central.incident.Incidents;
import java.util.List;
import java.util.UUID;

/// `/v1/incidents`: what is wrong and must be seen by a person.
public final class IncidentRoutes {
    private static final String PATH = "/v1/incidents";

    private final Database database;
    private final Incidents incidents;

    public IncidentRoutes(Database database, Incidents incidents) {
        this.database = database;
        this.incidents = incidents;
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.query("GET", PATH, "listIncidents", "reports:read", this::list).paged("store"),
                Route.query("GET", PATH + "/{incident}", "getIncident", "reports:read", this::get));
    }

    private Answer list(Call call) throws ProblemException {
        Page page = Page.of(call);
        Caller caller = call.authenticated();
        UUID after = page.after().isEmpty() ? null : UUID.fromString(page.after().get().getFirst());
        List<Incident> rows = database.inTransaction(tx -> incidents.list(tx, caller.tenant(),
                caller.storesShown(call.queryParameter("store")), after, page.limit() + 1));
        return Answer.ok(Listing.of(call, page, rows, row -> List.of(row.incident().toString())));
    }

    private Answer get(Call call) throws ProblemException {
        Caller caller = call.authenticated();
        UUID id = call.idParameter("incident");
        return database.inTransaction(tx -> incidents.find(tx, caller.tenant(), id))
                .filter(incident -> incident.store() == null
                        ? caller.stores() == null
                        : caller.maySee(incident.store()))
                .map(Answer::ok)
                .orElseThrow(() -> Problem.notFound("incident", id.toString()).exception());
    }
}
