package io.tillpost.edge.payment;

import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.PaymentResolved.Evidence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The attempts as they are kept, and which of them somebody or something waits for.
final class AttemptBook {
    private static final Shelf<Attempt> ATTEMPTS = new Shelf<>("attempt", Attempt.class);
    /// Terminal -> its unresolved attempt; one at most.
    private static final Shelf<AttemptId> UNRESOLVED = new Shelf<>("attempt-unresolved", AttemptId.class);
    /// Terminal -> the attested attempt that its last receipt may still prove.
    private static final Shelf<AttemptId> ATTESTED = new Shelf<>("attempt-attested", AttemptId.class);

    /// Attempts that were begun in a time that this box had forgotten, until they are resolved.
    private static final Shelf<AttemptId> FORGOTTEN = new Shelf<>("attempt-forgotten", AttemptId.class);
    /// Those of which something was seen before their beginning.
    private static final Shelf<AttemptId> GUESSED = new Shelf<>("attempt-guessed", AttemptId.class);
    /// Terminal -> when it last did what leaves nothing before it to be taken back, as far as that was told.
    private static final Shelf<Instant> ENDED = new Shelf<>("terminal-ended", Instant.class);
    /// Those among them that gave money back, which nobody has heard of: whose it is their beginning says.
    private static final Shelf<AttemptId> OWED = new Shelf<>("attempt-owed", AttemptId.class);
    /// Attempts after which their terminals may have done what this box has forgotten, and nobody could be asked.
    private static final Shelf<AttemptId> DOUBTED = new Shelf<>("attempt-doubted", AttemptId.class);
    /// What is proven of attempts that a person attested as not moved, while another attempt of their sale or refund is under
    /// way.
    private static final Shelf<LateProof> LATE = new Shelf<>("attempt-late", LateProof.class);

    /// What is proven of attempts that a person attested as moved, while their tenders are given back.
    private static final Shelf<LateDisproof> DISPROVED = new Shelf<>("attempt-disproved", LateDisproof.class);

    /// @param facts the terminal's
    record LateProof(AttemptId attempt, CardFacts facts) {}

    /// @param evidence that its money did not move
    record LateDisproof(AttemptId attempt, Evidence evidence) {}

    /// Its money moved, and what becomes of that is decided when no other attempt is under way. The terminal has nothing more
    /// to prove.
    void provenLate(UnitOfWork unit, Attempt attempt, CardFacts facts) {
        unit.put(LATE, attempt.attempt().toString(), new LateProof(attempt.attempt(), facts));
        keep(unit, ATTESTED, attempt, false);
    }

    /// Those of which it has to be decided.
    List<LateProof> lateProofs(View view) {
        return view.all(LATE);
    }

    /// Its money did not move, and what that means for its sale is decided when its tender is not being given back any more.
    void disprovedLate(UnitOfWork unit, Attempt attempt, Evidence evidence) {
        unit.put(DISPROVED, attempt.attempt().toString(), new LateDisproof(attempt.attempt(), evidence));
        keep(unit, ATTESTED, attempt, false);
    }

    /// Those of which it has to be decided.
    List<LateDisproof> lateDisproofs(View view) {
        return view.all(DISPROVED);
    }

    /// From now on a new receipt proves nothing of the attempts that wait for a proof.
    void doubt(UnitOfWork unit) {
        List.of(UNRESOLVED, ATTESTED, FORGOTTEN)
                .forEach(shelf -> unit.all(shelf).forEach(id -> unit.put(DOUBTED, id.toString(), id)));
    }

    boolean isDoubted(View view, AttemptId id) {
        return view.find(DOUBTED, id.toString()).isPresent();
    }

    /// All that was forgotten is known now.
    void trust(UnitOfWork unit) {
        unit.clear(DOUBTED);
    }

    /// As events say that this box had forgotten. What the terminal does for another attempt is not disturbed.
    ///
    /// @param goesOn whether its beginning was seen before
    void rebuilt(UnitOfWork unit, Attempt attempt, boolean goesOn) {
        String key = attempt.attempt().toString();
        if (!goesOn) {
            unit.remove(GUESSED, key);
            unit.remove(OWED, key);
        }
        put(unit, attempt);
        boolean resolved = attempt.state().resolved();
        if (resolved) {
            unit.remove(FORGOTTEN, key);
        } else {
            unit.put(FORGOTTEN, key, attempt.attempt());
        }
        take(unit, UNRESOLVED, attempt, !resolved);
        take(unit, ATTESTED, attempt, attempt.state().attested() && !isOver(unit, attempt));
    }

    /// Whether its terminal did something else since, so that its last receipt proves nothing of it.
    private static boolean isOver(View view, Attempt attempt) {
        return !mayBeLast(view, attempt, _ -> false);
    }

    /// Whether the last transaction of its terminal may be this attempt's, as far as is known here.
    ///
    /// @param last whether that has these numbers
    static boolean mayBeLast(View view, Attempt attempt, Predicate<TerminalNumbers> last) {
        var over = new AtomicBoolean(hasEndedAfter(view, attempt.terminal(), attempt.startedAt()));
        view.each(ATTEMPTS, other -> {
            if (other.terminal().equals(attempt.terminal()) && !other.attempt().equals(attempt.attempt())
                    && (other.startedAt().isAfter(attempt.startedAt()) || hasDone(other, last))) {
                over.set(true);
            }
        });
        return !over.get();
    }

    private static boolean hasDone(Attempt attempt, Predicate<TerminalNumbers> what) {
        CardFacts facts = attempt.facts();
        return facts != null && what.test(TerminalNumbers.of(facts));
    }

    /// A terminal gave money back or closed its batch, at a time that this box had forgotten.
    void ended(UnitOfWork unit, String terminal, Instant at) {
        if (!hasEndedAfter(unit, terminal, at)) {
            unit.put(ENDED, terminal, at);
        }
    }

    static boolean hasEndedAfter(View view, String terminal, Instant at) {
        return view.find(ENDED, terminal).filter(ended -> ended.isAfter(at)).isPresent();
    }

    /// The terminal's place, unless another attempt has it.
    private static void take(UnitOfWork unit, Shelf<AttemptId> shelf, Attempt attempt, boolean waiting) {
        if (!waiting || unit.find(shelf, attempt.terminal()).isEmpty()) {
            keep(unit, shelf, attempt, waiting);
        }
    }

    /// Its beginning is not known yet.
    void guessed(UnitOfWork unit, Attempt attempt) {
        unit.put(GUESSED, attempt.attempt().toString(), attempt.attempt());
        rebuilt(unit, attempt, true);
    }

    boolean isGuessed(View view, AttemptId id) {
        return view.find(GUESSED, id.toString()).isPresent();
    }

    /// A guessed one gave money back; its sale or refund hears of it once its beginning is known.
    void owe(UnitOfWork unit, AttemptId id) {
        unit.put(OWED, id.toString(), id);
    }

    boolean isOwed(View view, AttemptId id) {
        return view.find(OWED, id.toString()).isPresent();
    }

    /// Attempts that were forgotten and that nobody has taken over, oldest first.
    List<Attempt> forgotten(View view) {
        return view.all(FORGOTTEN).stream().map(id -> byId(view, id)).toList();
    }

    /// Those of one terminal.
    List<Attempt> forgottenOn(View view, String terminal) {
        return forgotten(view).stream().filter(attempt -> attempt.terminal().equals(terminal)).toList();
    }

    /// Somebody looks after it now, if its terminal has a place for it: whether that is so.
    boolean takenOver(UnitOfWork unit, Attempt attempt) {
        take(unit, UNRESOLVED, attempt, true);
        boolean has = unresolvedOn(unit, attempt.terminal()).filter(attempt::equals).isPresent();
        if (has) {
            unit.remove(FORGOTTEN, attempt.attempt().toString());
        }
        return has;
    }

    /// Nobody waits for it: its terminal is free for others.
    void left(UnitOfWork unit, Attempt attempt) {
        keep(unit, UNRESOLVED, attempt, false);
    }

    void clear(UnitOfWork unit) {
        List.of(ATTEMPTS, UNRESOLVED, ATTESTED, FORGOTTEN, GUESSED, OWED, LATE, DISPROVED, DOUBTED, ENDED)
                .forEach(unit::clear);
    }

    void store(UnitOfWork unit, Attempt attempt) {
        put(unit, attempt);
        keep(unit, UNRESOLVED, attempt, !attempt.state().resolved());
        keep(unit, ATTESTED, attempt, attempt.state().attested());
        if (attempt.state().resolved()) {
            unit.remove(FORGOTTEN, attempt.attempt().toString());
        }
    }

    private static void put(UnitOfWork unit, Attempt attempt) {
        String key = attempt.attempt().toString();
        unit.put(ATTEMPTS, key, attempt);
        if (attempt.state() != AttemptState.ATTESTED_NOT_MOVED) {
            unit.remove(LATE, key);
        }
        if (attempt.state() != AttemptState.ATTESTED_MOVED) {
            unit.remove(DISPROVED, key);
        }
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

    /// The same if the attested attempt had begun by `at`.
    void proofEnds(UnitOfWork unit, String terminal, Instant at) {
        if (attestedOn(unit, terminal).filter(attempt -> !attempt.startedAt().isAfter(at)).isPresent()) {
            proofEnds(unit, terminal);
        }
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
