package io.tillpost.central.ledger.http;

import io.tillpost.central.database.Database;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.http.StoreFilter;
import io.tillpost.central.ledger.Books;
import io.tillpost.central.ledger.SalesReport;
import io.tillpost.protocol.money.Money;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// `/v1/reports`: what the ledger adds up to when it is asked.
public final class ReportRoutes {
    private static final String PATH = "/v1/reports";
    private static final String SCOPE = "reports:read";

    private final Database database;
    private final Books books;
    private final StoreFilter stores;
    private final Clock clock;
    /// An audit takes long and a connection: the others stay for those who sell.
    private final Semaphore audits = new Semaphore(1);

    public ReportRoutes(Database database, Books books, StoreFilter stores, Clock clock) {
        this.database = database;
        this.books = books;
        this.clock = clock;
        this.stores = stores;
    }

    /// All accounts with the sum of their lines, and what all of them add up to, which is zero.
    record TrialBalance(@Nullable LocalDate from, @Nullable LocalDate to,
            List<LedgerRoutes.ShownBalance> accounts, List<Money> totals) {}

    /// What one business date sold, by currency.
    record SalesDay(LocalDate businessDate, @Nullable String store, List<SalesReport> totals) {}

    /// The ledger's invariants, proven anew from the lines.
    record Invariants(boolean hold, List<Books.Finding> findings) {}

    /// The routes.
    public List<Route> routes() {
        return List.of(
                Route.query("GET", PATH + "/trial-balance", "getTrialBalance", SCOPE, this::trialBalance)
                        .withParameters("from", "to", "store"),
                Route.query("GET", PATH + "/sales", "getSalesReport", SCOPE, this::sales)
                        .withParameters("store", "businessDate"),
                Route.query("GET", PATH + "/invariants", "getInvariants", SCOPE, this::invariants));
    }

    private Answer trialBalance(Call call) throws ProblemException {
        Caller caller = call.authenticated();
        LocalDate from = call.dateParameter("from").orElse(null);
        LocalDate to = call.dateParameter("to").orElse(null);
        Set<String> shown = stores.shown(call);
        List<Books.Balance> sums = database
                .inTransaction(tx -> books.sums(tx, caller.tenant(), shown, from, to));
        Map<String, Money> totals = new TreeMap<>();
        for (Books.Balance sum : sums) {
            totals.merge(sum.balance().currency().getCurrencyCode(), sum.balance(), Money::plus);
        }
        return Answer.ok(new TrialBalance(from, to, sums.stream().map(LedgerRoutes.ShownBalance::of).toList(),
                List.copyOf(totals.values())));
    }

    private Answer sales(Call call) throws ProblemException {
        Caller caller = call.authenticated();
        LocalDate day = call.dateParameter("businessDate")
                .orElseThrow(() -> Problem.malformed("?businessDate", "expected a date like 2026-03-02")
                        .exception());
        Set<String> shown = stores.shown(call);
        var movements = database.inTransaction(tx -> books.movements(tx, caller.tenant(), shown, day));
        return Answer.ok(new SalesDay(day, call.queryParameter("store").orElse(null),
                SalesReport.of(movements)));
    }

    /// A ledger holds as a whole or not at all, so a caller that is narrowed to stores finds no such report.
    private Answer invariants(Call call) throws ProblemException {
        Caller caller = call.authenticated();
        if (caller.stores() != null) {
            throw Problem.notFound("report", "invariants").exception();
        }
        if (!audits.tryAcquire()) {
            throw Problem.conflict("audit-in-progress", "this node is proving a ledger already").retryLater()
                    .exception()
                    .withHeader("Retry-After", "10");
        }
        try {
            List<Books.Finding> findings = database
                    .inTransaction(tx -> books.audit(tx, caller.tenant(), clock.instant()));
            return Answer.ok(new Invariants(findings.stream().allMatch(Books.Finding::holds), findings));
        } finally {
            audits.release();
        }
    }
}
