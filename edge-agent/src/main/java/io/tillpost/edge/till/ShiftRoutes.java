package io.tillpost.edge.till;

import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.operator.Permission;
import io.tillpost.edge.shift.Cash;
import io.tillpost.edge.shift.CashMovement;
import io.tillpost.edge.shift.DrawerPulse;
import io.tillpost.edge.shift.Report;
import io.tillpost.edge.shift.Shift;
import io.tillpost.edge.shift.ShiftReport;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.till.Route.Done;
import io.tillpost.edge.till.Route.Work;
import io.tillpost.edge.till.Views.Items;
import io.tillpost.edge.till.Views.ShiftView;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Opening and closing a till, its cash without customers, and its reports.
final class ShiftRoutes implements Routes {
    private final Journal journal;
    private final Shifts shifts;
    private final Cash cash;
    private final Shop shop;
    private final DrawerPulse drawers;
    private final BlindCount blind;

    ShiftRoutes(Journal journal, Shifts shifts, Shop shop, DrawerPulse drawers, BlindCount blind) {
        this.journal = journal;
        this.shifts = shifts;
        this.cash = new Cash(shifts);
        this.shop = shop;
        this.drawers = drawers;
        this.blind = blind;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.command("/v1/shifts", this::openShift).needing(Permission.SELL),
                Route.query("/v1/shifts", this::openShifts, "till", "open"),
                Route.query("/v1/shifts/{shift}", this::shift),
                Route.command("/v1/shifts/{shift}/cash", this::moveCash).needing(Permission.CASH_MOVEMENT),
                Route.command("/v1/shifts/{shift}/no-sale", this::noSale).needing(Permission.NO_SALE),
                Route.query("/v1/shifts/{shift}/x", this::x).needing(Permission.X_REPORT),
                Route.query("/v1/shifts/{shift}/z", this::z).needing(Permission.CLOSE_SHIFT),
                Route.command("/v1/shifts/{shift}/close", this::closeShift).needing(Permission.CLOSE_SHIFT),
                Route.command("/v1/clock/confirm", this::confirmClock)
                        .needing(Permission.MANAGE_OPERATORS));
    }

    private Work openShift(Call call) {
        var request = Requests.read(call, Requests.OpenShift.class);
        var opening = new Shifts.Opening(request.till(), operator(call, request.operator()),
                request.businessDate(), request.openingFloat());
        return new Work(Json.write(opening), unit -> {
            Shift shift = ProblemException.valueOf(shifts.open(unit, opening, call.traceparent()));
            return Done.of(Answer.created("/v1/shifts/" + shift.shift(), view(shift, call)));
        });
    }

    private static String operator(Call call, @Nullable String named) {
        if (call.caller() instanceof Caller.Person person) {
            String signedIn = person.operator().operator();
            if (named != null && !named.equals(signedIn)) {
                throw Problem.malformed("/operator", "'" + named + "', expected whoever is signed in, '"
                        + signedIn + "'").exception();
            }
            return signedIn;
        }
        if (named == null) {
            throw Problem.malformed("/operator", "missing: nobody is signed in").exception();
        }
        return named;
    }

    private Work closeShift(Call call) {
        ShiftId id = id(call);
        var request = Requests.read(call, Requests.CloseShift.class);
        Shift known = known(id);
        return new Work(Json.write(request), unit -> {
            Shift closed = ProblemException.valueOf(shifts.close(unit, id, request.countedCash(),
                    shop::nothingOpen, Lookup.cause(known.operator(), call)));
            return Done.of(Answer.ok(view(closed, call).with(shifts.report(unit, closed)
                    .map(report -> asShown(report, closed, call)).orElse(null))));
        });
    }

    private Work moveCash(Call call) {
        ShiftId id = id(call);
        var movement = Requests.read(call, CashMovement.class);
        Shift known = known(id);
        return new Work(Json.write(movement), unit -> {
            Shift now = ProblemException.valueOf(
                    cash.move(unit, id, movement, Lookup.cause(known.operator(), call)));
            return Done.of(Answer.ok(view(now, call)), () -> drawers.open(now.till()));
        });
    }

    private Work noSale(Call call) {
        ShiftId id = id(call);
        var request = Requests.read(call, Requests.NoSale.class);
        Shift known = known(id);
        return new Work(Json.write(request), unit -> {
            Shift now = ProblemException.valueOf(
                    cash.noSale(unit, id, request.reason(), Lookup.cause(known.operator(), call)));
            return Done.of(Answer.ok(view(now, call)), () -> drawers.open(now.till()));
        });
    }

    private Answer openShifts(Call call) {
        Lookup.onlyOpen(call);
        String till = call.query().get("till");
        return Answer.ok(new Items<>(journal.read(shifts::allOpen)
                .stream()
                .filter(shift -> till == null || shift.till().equals(till))
                .map(shift -> view(shift, call))
                .toList()));
    }

    private Answer shift(Call call) {
        return Answer.ok(view(known(id(call)), call));
    }

    private Answer x(Call call) {
        return Answer.ok(xReport(call));
    }

    private Answer z(Call call) {
        return Answer.ok(zReport(call));
    }

    /// The report of an open shift, as far as the caller may see it.
    Report xReport(Call call) {
        Shift shift = known(id(call));
        if (shift.closedAt() != null) {
            throw Problem.of(409, Reason.NO_OPEN_SHIFT.wireName(), "Not possible in the present state",
                    "shift " + shift.shift() + " was closed at " + shift.closedAt()
                            + ", expected it open: ask for its Z report")
                    .exception();
        }
        return report(shift, call);
    }

    /// The report of a closed shift, as far as the caller may see it.
    Report zReport(Call call) {
        Shift shift = known(id(call));
        if (shift.closedAt() == null) {
            throw Problem.of(409, "shift-not-closed", "Not possible in the present state",
                    "shift " + shift.shift() + " is open, expected it closed: ask for its X report")
                    .exception();
        }
        return report(shift, call);
    }

    private Report report(Shift shift, Call call) {
        ShiftReport report = Lookup.found(journal.read(view -> shifts.report(view, shift)), "report of shift",
                shift.shift());
        return asShown(report, shift, call);
    }

    private Report asShown(ShiftReport report, Shift shift, Call call) {
        return blind.shows(shift, call.caller()) ? report : report.blind();
    }

    private Work confirmClock(Call call) {
        var request = Requests.read(call, Requests.Nothing.class);
        return new Work(Json.write(request), _ -> Done.of(Answer.ok(new ClockView(shifts.clockIsRight()))));
    }

    private record ClockView(Instant now) {}

    private ShiftView view(Shift shift, Call call) {
        return ShiftView.of(shift, blind.shows(shift, call.caller()));
    }

    private Shift known(ShiftId id) {
        return Lookup.found(journal.read(view -> shifts.find(view, id)), "shift", id);
    }

    private static ShiftId id(Call call) {
        return Lookup.id(call, "shift", ShiftId::parse);
    }
}
