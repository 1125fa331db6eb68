package io.tillpost.edge.till;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Shift;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.till.Route.Done;
import io.tillpost.edge.till.Route.Work;
import io.tillpost.edge.till.Views.Items;
import io.tillpost.edge.till.Views.ShiftView;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.json.Json;
import java.util.List;

/// Opening and closing a till.
final class ShiftRoutes implements Routes {
    private final Journal journal;
    private final Shifts shifts;
    private final Sales sales;

    ShiftRoutes(Journal journal, Shifts shifts, Sales sales) {
        this.journal = journal;
        this.shifts = shifts;
        this.sales = sales;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.command("/v1/shifts", this::openShift),
                Route.query("/v1/shifts", this::openShifts, "till", "open"),
                Route.query("/v1/shifts/{shift}", this::shift),
                Route.command("/v1/shifts/{shift}/close", this::closeShift));
    }

    private Work openShift(Call call) {
        var opening = Requests.read(call, Shifts.Opening.class);
        return new Work(Json.write(opening), unit -> {
            Shift shift = ProblemException.valueOf(shifts.open(unit, opening, call.traceparent()));
            return Done.of(Answer.created("/v1/shifts/" + shift.shift(), ShiftView.of(shift)));
        });
    }

    private Work closeShift(Call call) {
        ShiftId id = Lookup.id(call, "shift", ShiftId::parse);
        var request = Requests.read(call, Requests.CloseShift.class);
        return new Work(Json.write(request), unit -> {
            Shift closed = ProblemException.valueOf(
                    shifts.close(unit, id, request.countedCash(), this::nothingOpen, call.traceparent()));
            return Done.of(Answer.ok(ShiftView.of(closed)));
        });
    }

    private Decision<Boolean> nothingOpen(View view, String till) {
        for (Sale sale : sales.allOpen(view)) {
            if (sale.till().equals(till)) {
                return sale.state() == SaleState.CARD_PENDING
                        ? Decision.refuse(Reason.PAYMENT_UNRESOLVED, "sale " + sale.sale()
                                + " waits for the card payment " + sale.pending())
                        : Decision.refuse(Reason.SALE_STILL_OPEN, "sale " + sale.sale() + " is "
                                + sale.state() + ", expected all sales of the till completed or aborted");
            }
        }
        return Decision.accept(true);
    }

    private Answer openShifts(Call call) {
        Lookup.onlyOpen(call);
        String till = call.query().get("till");
        return Answer.ok(new Items<>(journal.read(shifts::allOpen)
                .stream()
                .filter(shift -> till == null || shift.till().equals(till))
                .map(ShiftView::of)
                .toList()));
    }

    private Answer shift(Call call) {
        ShiftId id = Lookup.id(call, "shift", ShiftId::parse);
        return Answer
                .ok(ShiftView.of(Lookup.found(journal.read(view -> shifts.find(view, id)), "shift", id)));
    }
}
