package io.tillpost.central.reconciliation.http;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Dates;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.reconciliation.DayBook;
import io.tillpost.central.reconciliation.DayResult;
import io.tillpost.central.reconciliation.Reconciliation;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.Stores;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// A store's day: run again, and read.
public final class DayRoutes {
    private static final String PATH = "/v1/reconciliation/days/{store}/{businessDate}";

    private final Database database;
    private final Stores stores;
    private final Reconciliation reconciliation;
    private final DayBook days;

    public DayRoutes(Database database, Stores stores, Reconciliation reconciliation, DayBook days) {
        this.database = database;
        this.stores = stores;
        this.reconciliation = reconciliation;
        this.days = days;
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.command("POST", PATH, "runReconciliationDay", "reconciliation:write", this::run)
                        .bodiless(),
                Route.query("GET", PATH, "getReconciliationDay", "reconciliation:read", this::read));
    }

    private Answer run(Call call, Transaction transaction) throws ProblemException {
        LocalDate date = businessDate(call);
        Store store = visible(call, find(call, transaction));
        reconciliation.day(transaction, store, date);
        // In the same transaction, for its answer is kept in the COMMIT of what was done. And not as of one moment, as the
        // GET is: that would be the one before the run waited for the others of its tenant and for the balances. It would
        // decide once more what they have just decided, and every posting of a store meanwhile would fail it (40001), again
        // at each retry as long as stores sell. What is committed while it reads may show here as a difference.
        return Answer.ok(shown(call, days.read(transaction, store, date))).about(store.store(),
                date.toString());
    }

    private Answer read(Call call) throws ProblemException {
        LocalDate date = businessDate(call);
        Store store = visible(call, database.inTransaction(transaction -> find(call, transaction)));
        return Answer.ok(shown(call,
                database.inSnapshot(transaction -> days.read(transaction, store, date))));
    }

    private static DayResult shown(Call call, DayResult day) {
        return call.authenticated().stores() == null ? day : day.ofTheStoreAlone();
    }

    private Optional<Store> find(Call call, Transaction transaction) {
        return stores.find(transaction, call.authenticated().tenant(), call.pathParameter("store"));
    }

    private static Store visible(Call call, Optional<Store> found) throws ProblemException {
        return found.filter(store -> call.authenticated().maySee(store.store()))
                .orElseThrow(() -> Problem.notFound("store", call.pathParameter("store")).exception());
    }

    private static LocalDate businessDate(Call call) throws ProblemException {
        String text = call.pathParameter("businessDate");
        return Dates.parse(text).orElseThrow(() -> Problem.notFound("business date", text).exception());
    }
}
