package io.tillpost.edge.payment;

import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.event.AttemptId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The attempts as they are kept, and which of them somebody or something waits for.
final class AttemptBook {
    private static final Shelf<Attempt> ATTEMPTS = new Shelf<>("attempt", Attempt.class);
    /// Terminal -> its unresolved attempt; one at most.
    private static final Shelf<AttemptId> UNRESOLVED = new Shelf<>("attempt-unresolved", AttemptId.class);
    /// Terminal -> the attested attempt that its last receipt may still prove.
    private static final Shelf<AttemptId> ATTESTED = new Shelf<>("attempt-attested", AttemptId.class);

    void store(UnitOfWork unit, Attempt attempt) {
        unit.put(ATTEMPTS, attempt.attempt().toString(), attempt);
        keep(unit, UNRESOLVED, attempt, !attempt.state().resolved());
        keep(unit, ATTESTED, attempt, attempt.state().attested());
    }

    private static void keep(UnitOfWork unit, Shelf<AttemptId> shelf, Attempt attempt, boolean waiting) {
        if (waiting) {
            unit.put(shelf, attempt.terminal(), attempt.attempt());
        } else if (unit.find(shelf, attempt.terminal()).filter(attempt.attempt()::equals).isPresent()) {
            unit.remove(shelf, attempt.terminal());
        }
    }

    /// The terminal is about to do something else, so its last receipt will prove nothing more of an attested attempt: what
    /// became of that is for the acquirer's files to say.
    void proofEnds(UnitOfWork unit, String terminal) {
        unit.remove(ATTESTED, terminal);
    }

    Optional<Attempt> find(View view, AttemptId id) {
        return view.find(ATTEMPTS, id.toString());
    }

    Attempt byId(View view, AttemptId id) {
        return find(view, id)
                .orElseThrow(() -> new IllegalStateException("attempt " + id + " is not here"));
    }

    Optional<Attempt> unresolvedOn(View view, String terminal) {
        return view.find(UNRESOLVED, terminal).map(id -> byId(view, id));
    }

    Optional<Attempt> attestedOn(View view, String terminal) {
        return view.find(ATTESTED, terminal).map(id -> byId(view, id));
    }

    /// The attempt that the terminal's last receipt may prove now.
    Optional<Attempt> toProveOn(View view, String terminal) {
        return unresolvedOn(view, terminal)
                .or(() -> attestedOn(view, terminal))
                .filter(attempt -> attempt.state().canBeProven());
    }

    List<Attempt> unresolved(View view) {
        return view.all(UNRESOLVED).stream().map(id -> byId(view, id)).toList();
    }

    /// The attempts that their terminals' last receipts may prove now.
    List<Attempt> toProve(View view) {
        return Stream.concat(view.all(UNRESOLVED).stream(), view.all(ATTESTED).stream())
                .map(id -> byId(view, id).terminal())
                .distinct()
                .flatMap(terminal -> toProveOn(view, terminal).stream())
                .toList();
    }
}
