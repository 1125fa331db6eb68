package io.tillpost.edge.command;

import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The commands on disk: those that head office waits for, and a fixed number of those it has the end of, so that one
/// that comes once more is known. Of those that had to be forgotten it is known how new they were.
final class CommandBook {
    private static final Shelf<StoredCommand> OPEN = new Shelf<>("command-open", StoredCommand.class);
    private static final Shelf<StoredCommand> KEPT = new Shelf<>("command-kept", StoredCommand.class);
    private static final Shelf<Slot> RING = new Shelf<>("command-ring", Slot.class);
    private static final Shelf<Place> PLACE = new Shelf<>("command-ring-place", Place.class);
    private static final String ONE = "now";

    private final int kept;

    private record Slot(String key) {}

    /// @param next how many were ever kept
    /// @param forgotten none that was issued later is forgotten
    private record Place(long next, Instant forgotten) {
        static final Place FIRST = new Place(0, Instant.EPOCH);
    }

    /// @param kept how many ended commands are remembered
    CommandBook(int kept) {
        this.kept = kept;
    }

    Optional<StoredCommand> find(View view, UUID id) {
        return view.find(OPEN, id.toString()).or(() -> view.find(KEPT, id.toString()));
    }

    /// Those whose end head office does not have, by id.
    List<StoredCommand> open(View view) {
        return view.all(OPEN);
    }

    /// Whether a command of that time may have been here and been forgotten.
    boolean mayBeForgotten(View view, Instant issuedAt) {
        return view.find(PLACE, ONE).filter(place -> !issuedAt.isAfter(place.forgotten)).isPresent();
    }

    void put(UnitOfWork unit, StoredCommand command) {
        unit.put(OPEN, command.key(), command);
    }

    /// Head office has the end of it.
    void taken(UnitOfWork unit, StoredCommand command) {
        Place place = unit.find(PLACE, ONE).orElse(Place.FIRST);
        String slot = Long.toString(place.next % kept);
        Instant forgotten = unit.find(RING, slot)
                .flatMap(old -> unit.find(KEPT, old.key))
                .filter(old -> !isAheadOf(command, old))
                .map(old -> forget(unit, old))
                .filter(place.forgotten::isBefore)
                .orElse(place.forgotten);
        unit.put(RING, slot, new Slot(command.key()));
        unit.put(KEPT, command.key(), command.takenByHeadOffice());
        unit.remove(OPEN, command.key());
        unit.put(PLACE, ONE, new Place(place.next + 1, forgotten));
    }

    /// Whether one that was kept so long ago was issued later all the same, by a clock of head office's that was ahead. It is
    /// kept for good: were it forgotten, all that comes until its time would count as older than what is remembered.
    private static boolean isAheadOf(StoredCommand command, StoredCommand old) {
        return command.hasTime() && old.issuedAt().isAfter(command.issuedAt());
    }

    private static Instant forget(UnitOfWork unit, StoredCommand old) {
        unit.remove(KEPT, old.key());
        return old.issuedAt();
    }
}
