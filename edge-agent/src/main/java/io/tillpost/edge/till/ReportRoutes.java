package io.tillpost.edge.till;

import io.tillpost.edge.operator.Permission;
import io.tillpost.edge.receipt.Receipts;
import io.tillpost.edge.shift.Report;
import io.tillpost.edge.till.Route.Work;
import java.util.List;

/// X and Z reports on paper.
final class ReportRoutes implements Routes {
    private final ShiftRoutes shifts;
    private final Receipts receipts;
    private final Printing printing;

    ReportRoutes(ShiftRoutes shifts, Receipts receipts) {
        this.shifts = shifts;
        this.receipts = receipts;
        this.printing = new Printing(receipts);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.command("/v1/shifts/{shift}/x/print", call -> print(call, shifts.xReport(call)))
                        .needing(Permission.X_REPORT),
                Route.command("/v1/shifts/{shift}/z/print", call -> print(call, shifts.zReport(call)))
                        .needing(Permission.CLOSE_SHIFT));
    }

    private Work print(Call call, Report report) {
        return printing.work(call, report.till(), () -> receipts.print(report));
    }
}
