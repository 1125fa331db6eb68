package io.tillpost.edge.till;

import io.tillpost.edge.catalog.AppliedCatalog;
import io.tillpost.edge.catalog.Catalog;
import io.tillpost.edge.catalog.CatalogFormat;
import io.tillpost.edge.operator.Permission;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.till.Route.Done;
import io.tillpost.edge.till.Route.Work;
import java.util.List;
import java.util.Set;

/// A catalogue is handed in.
public final class CatalogImport implements Routes {
    /// 200,000 articles take some 20 MB.
    private static final int LARGEST_BYTES = 50 * 1024 * 1024;

    private final Catalog catalog;
    private final Shifts shifts;
    private final String firstTill;

    /// @param firstTill whose day the event counts for
    public CatalogImport(Catalog catalog, Shifts shifts, String firstTill) {
        this.catalog = catalog;
        this.shifts = shifts;
        this.firstTill = firstTill;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.command("/v1/catalog", this::take)
                .needing(Permission.IMPORT_CATALOG)
                .taking(new Route.BodyRule(Set.of("text/csv", "application/json"), LARGEST_BYTES)));
    }

    private Work take(Call call) {
        CatalogFormat format = CatalogFormat.of(call.header("content-type").orElse(""));
        Catalog.Candidate candidate = ProblemException.valueOf(catalog.prepare(format, call.body()));
        return new Work(call.body(), unit -> {
            AppliedCatalog applied = catalog.apply(unit, candidate,
                    shifts.systemStamp(unit, firstTill, call.traceparent()), null);
            return Done.of(Answer.ok(applied), () -> catalog.show(applied, candidate));
        });
    }
}
