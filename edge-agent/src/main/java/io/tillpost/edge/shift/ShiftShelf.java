package io.tillpost.edge.shift;

import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The shifts on their shelves.
final class ShiftShelf {
    private static final Shelf<Shift> SHIFTS = new Shelf<>("shift", Shift.class);
    /// Till -> its open shift.
    private static final Shelf<ShiftId> OPEN = new Shelf<>("shift-open", ShiftId.class);
    /// Till -> its last closed shift.
    private static final Shelf<ShiftId> LAST = new Shelf<>("shift-last", ShiftId.class);
    /// Drawer -> the last closed shift with it; absent where an earlier version closed it. Tills may share a drawer.
    private static final Shelf<ShiftId> LAST_OF_DRAWER = new Shelf<>("shift-last-of-drawer", ShiftId.class);
    /// Shift -> its Z report.
    private static final Shelf<ShiftReport> Z = new Shelf<>("z-report", ShiftReport.class);
    /// Till -> shifts that were opened while this box had forgotten about it and had another one open.
    private static final Shelf<Waiting> WAITING = new Shelf<>("shift-waiting", Waiting.class);

    /// In the order of their opening.
    record Waiting(List<ShiftId> shifts) {
        Waiting {
            shifts = List.copyOf(shifts);
        }
    }

    Optional<Shift> find(View view, ShiftId id) {
        return view.find(SHIFTS, id.toString());
    }

    void store(UnitOfWork unit, Shift shift) {
        unit.put(SHIFTS, shift.shift().toString(), shift);
    }

    void clear(UnitOfWork unit) {
        List.of(SHIFTS, OPEN, LAST, LAST_OF_DRAWER, Z, WAITING).forEach(unit::clear);
    }

    Optional<Shift> openOn(View view, String till) {
        return view.find(OPEN, till).flatMap(id -> find(view, id));
    }

    List<Shift> allOpen(View view) {
        return view.all(OPEN).stream().flatMap(id -> find(view, id).stream()).toList();
    }

    Optional<Shift> last(View view, String till) {
        return view.find(LAST, till).flatMap(id -> find(view, id));
    }

    /// What should still be in a drawer since a shift with it was last closed.
    Optional<Money> leftIn(View view, String drawer) {
        return lastWith(view, drawer).map(Shift::left).filter(left -> !left.isZero());
    }

    /// By the tills' last shifts where an earlier version has kept no other record. No clock is asked where there is one.
    private Optional<Shift> lastWith(View view, String drawer) {
        return view.find(LAST_OF_DRAWER, drawer).flatMap(id -> find(view, id))
                .or(() -> view.all(LAST).stream().flatMap(id -> find(view, id).stream())
                        .filter(shift -> shift.drawer().equals(drawer))
                        .reduce((one, other) -> closing(other).isAfter(closing(one)) ? other : one));
    }

    private static Instant closing(Shift closed) {
        return Objects.requireNonNull(closed.closedAt(), "when it was closed");
    }

    boolean hasZ(View view, ShiftId id) {
        return z(view, id).isPresent();
    }

    Optional<ShiftReport> z(View view, ShiftId id) {
        return view.find(Z, id.toString());
    }

    void putZ(UnitOfWork unit, ShiftReport report) {
        unit.put(Z, report.shift().toString(), report);
    }

    /// The till's open shift from now on, or once the one is closed that it has.
    void open(UnitOfWork unit, Shift shift) {
        if (unit.find(OPEN, shift.till()).isEmpty()) {
            unit.put(OPEN, shift.till(), shift.shift());
            return;
        }
        var waiting = new ArrayList<>(waiting(unit, shift.till()));
        waiting.add(shift.shift());
        unit.put(WAITING, shift.till(), new Waiting(waiting));
    }

    /// Not open any more; a shift that waits takes its place.
    void closed(UnitOfWork unit, Shift closed) {
        String till = closed.till();
        var waiting = new ArrayList<>(waiting(unit, till));
        boolean changed = waiting.remove(closed.shift());
        if (unit.find(OPEN, till).filter(closed.shift()::equals).isPresent()) {
            unit.remove(OPEN, till);
            if (!waiting.isEmpty()) {
                unit.put(OPEN, till, waiting.removeFirst());
                changed = true;
            }
        }
        if (changed && waiting.isEmpty()) {
            unit.remove(WAITING, till);
        } else if (changed) {
            unit.put(WAITING, till, new Waiting(waiting));
        }
    }

    /// Its till's and its drawer's last closed shift from now on.
    void setLast(UnitOfWork unit, Shift closed) {
        unit.put(LAST, closed.till(), closed.shift());
        unit.put(LAST_OF_DRAWER, closed.drawer(), closed.shift());
    }

    /// The same unless a later one was closed.
    void setLastUnlessLater(UnitOfWork unit, Shift closed) {
        Instant at = closing(closed);
        if (last(unit, closed.till()).filter(last -> at.isBefore(closing(last))).isEmpty()) {
            unit.put(LAST, closed.till(), closed.shift());
        }
        if (lastWith(unit, closed.drawer()).filter(last -> at.isBefore(closing(last))).isEmpty()) {
            unit.put(LAST_OF_DRAWER, closed.drawer(), closed.shift());
        }
    }

    private static List<ShiftId> waiting(View view, String till) {
        return view.find(WAITING, till).map(Waiting::shifts).orElse(List.of());
    }
}
