package io.tillpost.central.audit.http;

import io.tillpost.central.audit.AuditTrail;
import io.tillpost.central.database.Database;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Listing;
import io.tillpost.central.http.Page;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /v1/audit`: the caller's tenant's trail, newest first; for callers of the whole tenant.
public final class AuditRoutes {
    private final Database database;
    private final AuditTrail trail;

    public AuditRoutes(Database database, AuditTrail trail) {
        this.database = database;
        this.trail = trail;
    }

    /// A row as it is shown.
    record Shown(long id, Instant at, @Nullable String client, String method, String route, String operation,
            int status, String requestId, @Nullable String idempotencyKeySha256, String remote,
            List<String> touched) {
        static Shown of(AuditTrail.Row row) {
            var entry = row.entry();
            return new Shown(row.id(), entry.at(), entry.client(), entry.method(), entry.route(),
                    entry.operation(), entry.status(), entry.requestId(),
                    entry.idempotencyKey() == null ? null : entry.idempotencyKey().toString(), entry.remote(),
                    entry.touched());
        }
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(Route.query("GET", "/v1/audit", "listAuditEntries", "audit:read", this::list)
                .paged("client", "operation"));
    }

    private Answer list(Call call) throws ProblemException {
        Page page = Page.of(call);
        Long before = page.after(key -> Long.valueOf(key.getFirst())).orElse(null);
        var question = new AuditTrail.Question(tenant(call),
                call.queryParameter("client").orElse(null), call.queryParameter("operation").orElse(null),
                before);
        List<Shown> rows = database.inTransaction(
                transaction -> trail.rows(transaction, question, page.limit() + 1))
                .stream()
                .map(Shown::of)
                .toList();
        return Answer.ok(Listing.of(call, page, rows, row -> List.of(Long.toString(row.id()))));
    }

    /// The tenant of a caller who may see all its stores: rows do not say which store they are about.
    private static String tenant(Call call) throws ProblemException {
        Caller caller = call.authenticated();
        if (caller.stores() != null) {
            throw Problem.of(403, "not-for-single-stores", "Only for callers of the whole tenant",
                    "the audit trail is of all stores, this client sees some of them").exception();
        }
        return caller.tenant();
    }
}
