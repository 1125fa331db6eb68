package io.tillpost.edge.till;

import io.tillpost.edge.journal.Journal;
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
    private final Shop shop;

    ShiftRoutes(Journal journal, Shifts shifts, Shop shop) {
        this.journal = journal;
        this.shifts = shifts;
        this.shop = shop;
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
                    shifts.close(unit, id, request.countedCash(), shop::nothingOpen, call.traceparent()));
            return Done.of(Answer.ok(ShiftView.of(closed)));
        });
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
