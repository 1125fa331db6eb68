package io.tillpost.edge.shift;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.ShiftClosed;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.money.Money;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Opens and closes shifts. A till has one open shift at most; its business date never goes back. Safe for use by all
/// threads, inside a unit of work.
public final class Shifts {
    private static final Shelf<Shift> SHIFTS = new Shelf<>("shift", Shift.class);
    /// Till -> its open shift.
    private static final Shelf<ShiftId> OPEN = new Shelf<>("shift-open", ShiftId.class);
    /// Till -> its last closed shift.
    private static final Shelf<ShiftId> LAST = new Shelf<>("shift-last", ShiftId.class);

    private final Map<String, String> drawers;
    private final Currency currency;
    private final ZoneId zone;
    private final Clock clock;
    private final IdSource ids;

    /// @param drawers till -> its drawer
    public Shifts(Map<String, String> drawers, Currency currency, ZoneId zone, Clock clock, IdSource ids) {
        this.drawers = Map.copyOf(drawers);
        this.currency = currency;
        this.zone = zone;
        this.clock = clock;
        this.ids = ids;
    }

    /// What a till needs to open.
    ///
    /// @param businessDate absent: today in the store, or the last closed shift's if that is later
    public record Opening(String till, String operator, @Nullable LocalDate businessDate,
            Money openingFloat) {}

    /// Opens a shift.
    public Decision<Shift> open(UnitOfWork unit, Opening opening, String traceparent) {
        String drawer = drawers.get(opening.till());
        if (drawer == null) {
            return Decision.refuse(Reason.NO_SUCH_TILL, noSuchTill(opening.till()));
        }
        if (!opening.openingFloat().currency().equals(currency)) {
            return Decision.refuse(Reason.WRONG_CURRENCY,
                    "opening float " + opening.openingFloat() + ", expected " + currency);
        }
        if (opening.openingFloat().isNegative()) {
            return Decision.refuse(Reason.AMOUNT_NOT_VALID,
                    "opening float " + opening.openingFloat() + ", expected at least 0");
        }
        Optional<Shift> open = openOn(unit, opening.till());
        if (open.isPresent()) {
            return Decision.refuse(Reason.SHIFT_ALREADY_OPEN,
                    "till " + opening.till() + " has the open shift " + open.get().shift());
        }
        Optional<LocalDate> last = lastBusinessDate(unit, opening.till());
        LocalDate date = opening.businessDate() == null
                ? last.filter(today()::isBefore).orElse(today())
                : opening.businessDate();
        if (last.isPresent() && date.isBefore(last.get())) {
            return Decision.refuse(Reason.BUSINESS_DATE_GOES_BACK, "business date " + date
                    + ", expected " + last.get() + " or later: the last closed shift's");
        }
        // Nothing below refuses.
        var shift = new Shift(new ShiftId(ids.next()), opening.till(), drawer, opening.operator(), date,
                clock.instant(), opening.openingFloat(), opening.openingFloat(), null, null);
        store(unit, shift);
        unit.put(OPEN, shift.till(), shift.shift());
        var _ = unit.append(shift.stamp(new Cause(Actor.cashier(shift.operator()), traceparent)),
                new ShiftOpened(drawer, opening.openingFloat()));
        return Decision.accept(shift);
    }

    /// Closes a shift, if nothing on its till is open.
    public Decision<Shift> close(UnitOfWork unit, ShiftId id, @Nullable Money counted, OpenWork work,
            String traceparent) {
        Optional<Shift> found = find(unit, id);
        if (found.isEmpty()) {
            return Decision.refuse(Reason.NOT_FOUND, "no shift " + id);
        }
        Shift shift = found.get();
        if (shift.closedAt() != null) {
            return Decision.refuse(Reason.NO_OPEN_SHIFT,
                    "shift " + id + " was closed at " + shift.closedAt());
        }
        if (counted != null && !counted.currency().equals(currency)) {
            return Decision.refuse(Reason.WRONG_CURRENCY, "counted " + counted + ", expected " + currency);
        }
        if (counted != null && counted.isNegative()) {
            return Decision.refuse(Reason.AMOUNT_NOT_VALID, "counted " + counted + ", expected at least 0");
        }
        return work.ended(unit, shift.till()).then(_ -> {
            Shift closed = shift.closed(counted, clock.instant());
            store(unit, closed);
            unit.remove(OPEN, shift.till());
            unit.put(LAST, shift.till(), id);
            var _ = unit.append(shift.stamp(new Cause(Actor.cashier(shift.operator()), traceparent)),
                    new ShiftClosed(shift.drawer(), shift.expectedCash(), counted));
            return Decision.accept(closed);
        });
    }

    /// The open shift of a till, or why there is none.
    public Decision<Shift> needOpen(View view, String till) {
        if (!drawers.containsKey(till)) {
            return Decision.refuse(Reason.NO_SUCH_TILL, noSuchTill(till));
        }
        return openOn(view, till).map(Decision::accept)
                .orElseGet(() -> Decision.refuse(Reason.NO_OPEN_SHIFT,
                        "till " + till + " has no open shift"));
    }

    /// Whether the store has this till.
    public boolean hasTill(String till) {
        return drawers.containsKey(till);
    }

    /// A customer's cash went into the drawer of a sale's shift.
    public void cashTendered(UnitOfWork unit, ShiftId id, CashMoved moved, Cause cause) {
        Shift shift = byId(unit, id);
        store(unit, shift.withCash(moved.amount()));
        var _ = unit.append(shift.stamp(cause), moved);
    }

    /// A shift that some record names.
    public Shift byId(View view, ShiftId id) {
        return find(view, id).orElseThrow(() -> new IllegalStateException("shift " + id + " is not here"));
    }

    /// A shift, if there is one.
    public Optional<Shift> find(View view, ShiftId id) {
        return view.find(SHIFTS, id.toString());
    }

    /// The shifts that are open now, by till.
    public List<Shift> allOpen(View view) {
        return view.all(OPEN).stream().map(id -> byId(view, id)).toList();
    }

    /// The envelope of what the agent itself does on a till: in its open shift, or after its last one.
    public Stamp systemStamp(View view, String till, String traceparent) {
        Optional<Shift> open = openOn(view, till);
        LocalDate date = open.map(Shift::businessDate)
                .or(() -> lastBusinessDate(view, till))
                .orElseGet(this::today);
        return new Stamp(till, Actor.SYSTEM, null, Mode.LIVE, date, open.map(Shift::shift).orElse(null),
                traceparent);
    }

    /// Today in the store.
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), zone);
    }

    private static void store(UnitOfWork unit, Shift shift) {
        unit.put(SHIFTS, shift.shift().toString(), shift);
    }

    private Optional<Shift> openOn(View view, String till) {
        return view.find(OPEN, till).map(id -> byId(view, id));
    }

    private Optional<LocalDate> lastBusinessDate(View view, String till) {
        return view.find(LAST, till).map(id -> byId(view, id).businessDate());
    }

    private String noSuchTill(String till) {
        return "till '" + till + "', expected one of " + drawers.keySet().stream().sorted().toList();
    }
}
