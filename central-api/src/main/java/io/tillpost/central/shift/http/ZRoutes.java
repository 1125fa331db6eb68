package io.tillpost.central.shift.http;

import io.tillpost.central.database.Database;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.http.StoreFilter;
import io.tillpost.central.shift.KeptZ;
import io.tillpost.central.shift.ZAudit;
import io.tillpost.central.shift.ZCheck;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/reports/z`: the Z reports of a business date, each total beside what the ledger has booked.
public final class ZRoutes {
    private final Database database;
    private final ZAudit audit;
    private final StoreFilter stores;

    public ZRoutes(Database database, ZAudit audit, StoreFilter stores) {
        this.database = database;
        this.audit = audit;
        this.stores = stores;
    }

    /// A report as it is shown.
    ///
    /// @param z its event's id
    record Shown(UUID z, String store, String till, UUID shift, long number, String drawer, Instant openedAt,
            Instant closedAt, Money grandTotalSales, Money grandTotalRefunds, Money expectedCash,
            @Nullable Money countedCash, Money lifted, @Nullable Money carried, boolean ok,
            List<ShownLine> lines,
            List<String> findings) {
        static Shown of(ZCheck check) {
            KeptZ kept = check.z();
            var z = kept.report();
            return new Shown(kept.event(), kept.store(), kept.till(), kept.shift(), z.number(), z.drawer(),
                    z.openedAt(), z.closedAt(), z.grandTotalSales(), z.grandTotalRefunds(), z.expectedCash(),
                    z.countedCash(), z.lifted(), z.carried(), check.ok(),
                    check.lines().stream().map(ShownLine::of).toList(), check.findings());
        }
    }

    /// One total as it is shown, by its label.
    record ShownLine(String what, Money report, Money ledger, Money difference) {
        static ShownLine of(ZCheck.Line line) {
            return new ShownLine(line.what(), line.report(), line.ledger(), line.difference());
        }
    }

    /// All of them, and whether nothing differs.
    record ZDay(LocalDate businessDate, @Nullable String store, boolean ok, List<Shown> reports) {}

    /// The routes.
    public List<Route> routes() {
        return List.of(Route.query("GET", "/v1/reports/z", "getZReports", "reports:read", this::ofDay)
                .withParameters("store", "businessDate"));
    }

    private Answer ofDay(Call call) throws ProblemException {
        Caller caller = call.authenticated();
        LocalDate day = call.dateParameter("businessDate")
                .orElseThrow(() -> Problem.malformed("?businessDate", "expected a date like 2026-03-02")
                        .exception());
        Set<String> shown = stores.shown(call);
        var checks = database.inTransaction(tx -> audit.ofDay(tx, caller.tenant(), shown, day));
        return Answer.ok(new ZDay(day, call.queryParameter("store").orElse(null),
                checks.stream().allMatch(ZCheck::ok), checks.stream().map(Shown::of).toList()));
    }
}
