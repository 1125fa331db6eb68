package io.tillpost.edge.shift;

import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.event.ShiftId;
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
        List.of(SHIFTS, OPEN, LAST, Z, WAITING).forEach(unit::clear);
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

    /// The till's last closed shift from now on.
    void setLast(UnitOfWork unit, Shift closed) {
        unit.put(LAST, closed.till(), closed.shift());
    }

    /// The same unless a later one was closed.
    void setLastUnlessLater(UnitOfWork unit, Shift closed) {
        Instant at = Objects.requireNonNull(closed.closedAt(), "when it was closed");
        if (last(unit, closed.till()).map(Shift::closedAt).filter(at::isBefore).isEmpty()) {
            setLast(unit, closed);
        }
    }

    private static List<ShiftId> waiting(View view, String till) {
        return view.find(WAITING, till).map(Waiting::shifts).orElse(List.of());
    }
}
