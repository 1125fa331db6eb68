package io.tillpost.central.ingest.http;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.DatabaseException;
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
import io.tillpost.central.ingest.Quarantine;
import io.tillpost.central.ingest.Quarantine.After;
import io.tillpost.central.ingest.Retrial;
import io.tillpost.central.ingest.SetAside;
import io.tillpost.protocol.journal.JournalRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/quarantine`: events that came, were kept and count for nothing until a person decides.
public final class QuarantineRoutes {
    private static final String PATH = "/v1/quarantine";
    private static final String ONE = PATH + "/{journal}/{seq}";
    private static final List<String> STATES = List.of("open", "released", "dropped");
    private static final int MAX_REASON_CHARS = 500;

    private final Database database;
    private final Quarantine quarantine;
    private final Retrial retrial;
    private final StoreFilter stores;

    public QuarantineRoutes(Database database, Quarantine quarantine, Retrial retrial, StoreFilter stores) {
        this.database = database;
        this.stores = stores;
        this.quarantine = quarantine;
        this.retrial = retrial;
    }

    /// Body of a drop.
    record Drop(String reason) {}

    /// One with all that it says.
    ///
    /// @param metadata the envelope, as text
    /// @param body the event, as text
    record Whole(SetAside setAside, String type, int version, String metadata, String body) {
        static Whole of(SetAside one, JournalRow row) {
            return new Whole(one, row.type(), row.version(),
                    new String(row.metadata(), StandardCharsets.UTF_8),
                    new String(row.body(), StandardCharsets.UTF_8));
        }
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.query("GET", PATH, "listQuarantine", "reconciliation:read", this::list)
                        .paged("store", "state"),
                Route.query("GET", ONE, "getQuarantined", "reconciliation:read", this::get),
                Route.command("POST", ONE + "/retry", "retryQuarantined", "reconciliation:write",
                        this::retry).bodiless(),
                Route.command("POST", ONE + "/drop", "dropQuarantined", "reconciliation:write", this::drop));
    }

    private Answer list(Call call) throws ProblemException {
        Page page = Page.of(call);
        Caller caller = call.authenticated();
        String state = call.wordParameter("state", STATES).orElse(null);
        Set<String> shown = stores.shown(call);
        After after = page
                .after(key -> new After(UUID.fromString(key.getFirst()), Long.parseLong(key.getLast())))
                .orElse(null);
        List<SetAside> rows = database.inTransaction(tx -> quarantine.list(tx, caller.tenant(), shown, state,
                after, page.limit() + 1));
        return Answer.ok(Listing.of(call, page, rows,
                row -> List.of(row.journal().toString(), Long.toString(row.seq()))));
    }

    private Answer get(Call call) throws ProblemException {
        Caller caller = call.authenticated();
        UUID journal = call.idParameter("journal");
        long seq = seq(call);
        return database.inTransaction(tx -> quarantine.locked(tx, caller.tenant(), journal, seq)
                .filter(one -> caller.maySee(one.store()))
                .map(one -> Answer
                        .ok(Whole.of(one, quarantine.row(tx, caller.tenant(), one).row()))))
                .orElseThrow(() -> unknown(journal, seq));
    }

    private Answer retry(Call call, Transaction transaction) throws ProblemException {
        Caller caller = call.authenticated();
        UUID journal = call.idParameter("journal");
        long seq = seq(call);
        try {
            return answer(journal, seq, retrial.retry(transaction, caller.tenant(), stores(caller), journal,
                    seq, caller.client()));
        } catch (DatabaseException e) {
            if (!e.refusesTheData()) {
                throw e;
            }
            ProblemException refusal = Problem.conflict("quarantine-not-postable",
                    "the database refuses what event " + journal + "/" + seq + " would post")
                    .exception();
            refusal.addSuppressed(e);
            throw refusal;
        }
    }

    private Answer drop(Call call, Transaction transaction) throws ProblemException {
        Caller caller = call.authenticated();
        UUID journal = call.idParameter("journal");
        long seq = seq(call);
        String reason = call.json(Drop.class).reason().strip();
        if (reason.isEmpty() || reason.length() > MAX_REASON_CHARS) {
            throw Problem
                    .malformed("/reason", reason.length() + " characters, expected 1 to " + MAX_REASON_CHARS)
                    .exception();
        }
        return answer(journal, seq, retrial.drop(transaction, caller.tenant(), stores(caller), journal, seq,
                caller.client(), reason));
    }

    private static @Nullable Set<String> stores(Caller caller) {
        return caller.stores() == null ? null : Set.copyOf(caller.stores());
    }

    private static Answer answer(UUID journal, long seq, Optional<Retrial.Outcome> outcome)
            throws ProblemException {
        return switch (outcome.orElseThrow(() -> unknown(journal, seq))) {
            case Retrial.Outcome.Resolved(var one) -> Answer.ok(one).about(one.event().toString());
            case Retrial.Outcome.StillOpen(var one) -> Answer.ok(one).about(one.event().toString());
            case Retrial.Outcome.HeldBack(var one) -> throw Problem.conflict("quarantine-held",
                    "event " + one.event() + " completes sale " + one.sale()
                            + ", of which an earlier event is set aside, expected that that one is resolved first")
                    .exception();
            case Retrial.Outcome.NotOpen(var one) -> throw Problem.conflict("quarantine-not-open",
                    "event " + one.event() + " is " + one.state() + ", expected open").exception();
        };
    }

    private static long seq(Call call) throws ProblemException {
        String text = call.pathParameter("seq");
        if (!text.matches("[0-9]{1,18}")) {
            throw Problem.notFound("quarantined event", text).exception();
        }
        return Long.parseLong(text);
    }

    private static ProblemException unknown(UUID journal, long seq) {
        return Problem.notFound("quarantined event", journal + "/" + seq).exception();
    }
}
