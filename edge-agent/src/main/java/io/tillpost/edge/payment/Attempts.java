package io.tillpost.edge.payment;

import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.payment.Orders.Order;
import io.tillpost.edge.sale.Late;
import io.tillpost.edge.shift.Cause;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentOutcome.Outcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.PaymentResolved.Evidence;
import io.tillpost.protocol.event.PaymentResolved.From;
import io.tillpost.protocol.event.PaymentResolved.Resolution;
import io.tillpost.protocol.journal.IdSource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules of card attempts. Each change of state is one unit of work with the event that explains it and with what it
/// means for its owner. A terminal has one unresolved attempt at most.
final class Attempts {
    private final AttemptBook book;
    private final TerminalMemory memory;
    private final Owners owners;
    private final Clock clock;
    private final IdSource ids;

    Attempts(AttemptBook book, TerminalMemory memory, Owners owners, Clock clock, IdSource ids) {
        this.book = book;
        this.memory = memory;
        this.owners = owners;
        this.clock = clock;
        this.ids = ids;
    }

    /// Whether nothing on a terminal waits to be resolved.
    Decision<Boolean> free(View view, String terminal) {
        return waitingOn(view, terminal)
                .<Decision<Boolean>>map(other -> Decision.refuse(Reason.PAYMENT_UNRESOLVED, "terminal "
                        + terminal + " has the unresolved attempt " + other.attempt()))
                .orElseGet(() -> Decision.accept(true));
    }

    /// Writes down an attempt before the terminal gets a byte. Its owner must have allowed it in this same unit.
    Decision<Attempt> begin(UnitOfWork unit, Order order, Cause cause) {
        return free(unit, order.terminal())
                .then(_ -> memory.numbers(unit, order.terminal()))
                .then(before -> Decision.accept(write(unit, order, before, cause)));
    }

    private Attempt write(UnitOfWork unit, Order order, TerminalNumbers before, Cause cause) {
        var attempt = new Attempt(new AttemptId(ids.next()), order.sale(), order.terminal(), order.amount(),
                before, cause, clock.instant(), AttemptState.STARTED, null, "", order.purpose(), null, null);
        book.proofEnds(unit, order.terminal());
        book.store(unit, attempt);
        Owner owner = owners.of(attempt);
        owner.begun(unit);
        var _ = unit.append(owner.stamp(unit, cause),
                new PaymentAttemptStarted(attempt.attempt(), attempt.sale(), attempt.terminal(),
                        attempt.requested(), before.receiptNumber(), before.trace(), attempt.kind(),
                        attempt.refund(), attempt.reverses()));
        return attempt;
    }

    /// The commit point: writes an approval down. False if it is not this attempt's, or comes too late.
    boolean approved(UnitOfWork unit, AttemptId id, CardFacts facts) {
        Attempt attempt = book.byId(unit, id);
        if (attempt.state() != AttemptState.STARTED || !attempt.agreesInAmount(facts)) {
            return false;
        }
        book.store(unit, attempt.became(AttemptState.APPROVED_UNCONFIRMED, facts, "approved"));
        append(unit, attempt, new Outcome.Approved(facts), attempt.cause());
        return true;
    }

    /// What the driver said in the end, held against what was written meanwhile.
    Attempt ended(UnitOfWork unit, AttemptId id, PaymentResult result) {
        Attempt attempt = book.byId(unit, id);
        return switch (attempt.state()) {
            case STARTED -> endedBeforeApproval(unit, attempt, result);
            case APPROVED_UNCONFIRMED -> endedAfterApproval(unit, attempt, result);
            case UNKNOWN, CHARGED, DECLINED, NOT_CHARGED, ATTESTED_MOVED, ATTESTED_NOT_MOVED -> attempt;
        };
    }

    /// After a restart nobody listens to the terminal any more: what became of it is not known.
    Attempt interrupted(UnitOfWork unit, AttemptId id) {
        Attempt attempt = book.byId(unit, id);
        if (attempt.state() == AttemptState.STARTED) {
            return unknown(unit, attempt, "the agent stopped during the payment", system(attempt));
        }
        return attempt.state().needsRecovery() && attempt.unsureSince() == null
                ? unsure(unit, attempt)
                : attempt;
    }

    /// Frees the terminal of an attempt that nobody listens to and that sale or refund wait for no more: they ended in a time
    /// that this box had forgotten.
    boolean left(UnitOfWork unit, AttemptId id) {
        Attempt attempt = book.byId(unit, id);
        boolean leaves = attempt.state().needsRecovery() && !owners.of(attempt).waitsFor(unit, id);
        if (leaves) {
            book.left(unit, attempt);
        }
        return leaves;
    }

    /// Looks after an attempt that was begun in a time that this box had forgotten, if its terminal has nothing else to be
    /// found out; absent if it has, or if there is nothing to find out.
    Optional<Attempt> takenOver(UnitOfWork unit, AttemptId id) {
        Attempt attempt = book.byId(unit, id);
        if (!owners.of(attempt).waitsFor(unit, id)) {
            book.left(unit, attempt);
            return Optional.empty();
        }
        if (!book.takenOver(unit, attempt)) {
            return Optional.empty();
        }
        if (AttemptBook.mayBeLast(unit, attempt,
                numbers -> memory.isLast(unit, attempt.terminal(), numbers))) {
            // The terminal may have been asked before this was known, and have named this very transaction.
            memory.lost(unit, attempt.terminal());
        }
        return Optional.of(interrupted(unit, id));
    }

    /// An attempt that the terminal's last receipt may still have to prove: the unresolved one, or the first that was forgotten
    /// and waits for its place.
    Optional<Attempt> waitingOn(View view, String terminal) {
        return book.unresolvedOn(view, terminal)
                .or(() -> book.forgottenOn(view, terminal)
                        .stream()
                        .filter(attempt -> owners.of(attempt).waitsFor(view, attempt.attempt()))
                        .findFirst());
    }

    /// The attempt that was forgotten and may have its terminal's place now.
    Optional<Attempt> nextOn(View view, String terminal) {
        return book.unresolvedOn(view, terminal).isPresent() ? Optional.empty() : waitingOn(view, terminal);
    }

    /// A terminal may have done what this box has forgotten: it has to be asked, unless an attempt waits for its answer.
    void forgot(UnitOfWork unit, String terminal) {
        if (waitingOn(unit, terminal).isEmpty()) {
            memory.lost(unit, terminal);
        }
    }

    /// What recovery found out. The state is read again here: the attempt may be proven by now.
    Attempt recovered(UnitOfWork unit, AttemptId id, Verdict verdict) {
        Attempt attempt = book.byId(unit, id);
        if (!attempt.state().canBeProven() || mayBeOfALaterOne(unit, attempt, verdict)) {
            return attempt;
        }
        return switch (verdict) {
            case Verdict.Undecided _ -> attempt;
            // Only of an attempt that was forgotten: that receipt is a later transaction's, of which all is known.
            case Verdict.Moved(var facts) when memory.isLast(unit, attempt.terminal(),
                    TerminalNumbers.of(facts)) ->
                attempt;
            case Verdict.Moved(var facts) when late(unit, attempt, facts) == Late.WAITS -> {
                memory.moved(unit, attempt, TerminalNumbers.of(facts));
                book.provenLate(unit, attempt, facts);
                yield attempt;
            }
            case Verdict.Moved(var facts) ->
                moved(unit, attempt, facts, Evidence.REPEAT_RECEIPT, system(attempt));
            case Verdict.NotMoved(var evidence, var now) when disproof(unit, attempt) == Late.WAITS -> {
                memory.learned(unit, attempt.terminal(), now);
                book.disprovedLate(unit, attempt, evidence);
                yield attempt;
            }
            case Verdict.NotMoved(var evidence, var now) -> {
                memory.learned(unit, attempt.terminal(), now);
                yield takenBack(unit, attempt, evidence, system(attempt));
            }
        };
    }

    /// What was proven while sale or refund waited for another attempt counts now, or somebody has to look. Returns the attempts
    /// whose money moved.
    List<Attempt> settleLate(UnitOfWork unit) {
        for (AttemptBook.LateDisproof proof : book.lateDisproofs(unit)) {
            Attempt attempt = book.byId(unit, proof.attempt());
            if (disproof(unit, attempt) != Late.WAITS) {
                var _ = takenBack(unit, attempt, proof.evidence(), system(attempt));
            }
        }
        var moved = new ArrayList<Attempt>();
        for (AttemptBook.LateProof proof : book.lateProofs(unit)) {
            Attempt attempt = book.byId(unit, proof.attempt());
            if (late(unit, attempt, proof.facts()) != Late.WAITS) {
                moved.add(
                        proven(unit, attempt, proof.facts(), Evidence.REPEAT_RECEIPT, system(attempt)));
            }
        }
        return moved;
    }

    /// The attempts whose money had to wait for the end of this one, and whose signatures somebody has to compare now.
    List<Attempt> toSignAfter(View view, Attempt now) {
        return owners.toSign(view, now)
                .stream()
                .flatMap(id -> book.find(view, id).stream())
                .filter(late -> !late.attempt().equals(now.attempt()) && late.attested() != null)
                .toList();
    }

    /// Whether sale or refund went on and may be completed or wait for a signature, now that the attempt is in this state: by it,
    /// or by what had waited for its end. What was attested as moved has gone its way already when it is proven.
    boolean wentOn(View view, Attempt now) {
        Attempt.Attestation word = now.attested();
        return switch (now.state()) {
            case STARTED, APPROVED_UNCONFIRMED, UNKNOWN -> false;
            case ATTESTED_MOVED -> true;
            case ATTESTED_NOT_MOVED -> owners.completed(view, now);
            case CHARGED -> word == null || owners.waitsForSignature(view, now)
                    || (!word.moved() && owners.completed(view, now));
            case DECLINED, NOT_CHARGED -> word == null && owners.completed(view, now);
        };
    }

    /// What becomes of money of which a person had said that it did not move; what nobody spoke of counts.
    private Late late(View view, Attempt attempt, CardFacts facts) {
        return attempt.state() == AttemptState.ATTESTED_NOT_MOVED
                ? owners.of(attempt).late(view, facts.approved(), facts.tip())
                : Late.COUNTS;
    }

    /// What becomes of a tender that a person's word paid, if its money did not move.
    private Late disproof(View view, Attempt attempt) {
        return attempt.state() == AttemptState.ATTESTED_MOVED
                ? owners.of(attempt).disproof(view, Attestations.amount(attempt))
                : Late.TOO_LATE;
    }

    /// A new receipt proves nothing of an attempt after which another one was begun of which nothing is known, or may have been.
    /// An approval that was written is told by its numbers.
    private boolean mayBeOfALaterOne(View view, Attempt attempt, Verdict verdict) {
        boolean old = verdict instanceof Verdict.NotMoved(var evidence, _)
                && evidence == Evidence.IDLE_WITH_OLD_RECEIPT;
        boolean doubted = attempt.facts() == null && book.isDoubted(view, attempt.attempt());
        return !old && (doubted || book.forgottenOn(view, attempt.terminal())
                .stream()
                .anyMatch(other -> !other.attempt().equals(attempt.attempt())
                        && !other.startedAt().isBefore(attempt.startedAt())));
    }

    /// Whether the one that says its name answered last, too.
    boolean answeredLast(View view, String terminal, String terminalId) {
        return memory.answeredLast(view, terminal, terminalId);
    }

    /// Whether it is no reversal, or of what is still known as the last thing that the terminal did: it takes back by number.
    boolean mayTakeBack(View view, Attempt attempt) {
        return attempt.kind() != AttemptKind.REVERSAL
                || memory.isLast(view, attempt.terminal(), attempt.before());
    }

    /// This one answers; false if another one did before.
    boolean answers(UnitOfWork unit, String terminal, String terminalId) {
        return memory.answers(unit, terminal, terminalId);
    }

    /// The last transaction of a terminal at rest, as it says itself.
    void learned(UnitOfWork unit, String terminal, TerminalNumbers numbers) {
        if (waitingOn(unit, terminal).isEmpty()) {
            memory.learned(unit, terminal, numbers);
        }
    }

    private Attempt endedBeforeApproval(UnitOfWork unit, Attempt attempt, PaymentResult result) {
        return switch (result) {
            case PaymentResult.Approved _ ->
                unknown(unit, attempt, "approved, but not written", attempt.cause());
            case PaymentResult.ApprovedUnconfirmed(_, var lastStep) ->
                unknown(unit, attempt, lastStep, attempt.cause());
            case PaymentResult.Unknown(var lastStep) -> unknown(unit, attempt, lastStep, attempt.cause());
            case PaymentResult.Declined(int code, var text) -> declined(unit, attempt, code, text);
            case PaymentResult.NotReversible(int code, var text) -> {
                // Its batch is closed, by itself or by hand: what was charged before can only be refunded.
                memory.batchEnded(unit, attempt.terminal());
                yield declined(unit, attempt, code, text);
            }
            case PaymentResult.Ended(_, var text) -> notCharged(unit, attempt, text);
            case PaymentResult.NotStarted(var reason) -> notCharged(unit, attempt, reason);
            case PaymentResult.Reversed _ -> {
                // The reversal has numbers of its own, which are not known here.
                memory.lost(unit, attempt.terminal());
                yield notCharged(unit, attempt,
                        "the till did not take the approval, the terminal reversed it");
            }
        };
    }

    /// After an approval neither a refusal nor silence is evidence: only confirmation or reversal are.
    private Attempt endedAfterApproval(UnitOfWork unit, Attempt attempt, PaymentResult result) {
        return switch (result) {
            case PaymentResult.Approved _ -> moved(unit, attempt, approvedFacts(attempt),
                    Evidence.COMPLETION, attempt.cause());
            case PaymentResult.Reversed _ -> {
                memory.lost(unit, attempt.terminal());
                yield takenBack(unit, attempt, Evidence.REVERSAL, attempt.cause());
            }
            case PaymentResult.ApprovedUnconfirmed _,PaymentResult.Unknown _,PaymentResult.Declined _,PaymentResult.NotReversible _,PaymentResult.Ended _,PaymentResult.NotStarted _ ->
                unsure(unit, attempt);
        };
    }

    private Attempt moved(UnitOfWork unit, Attempt attempt, CardFacts facts, Evidence evidence, Cause cause) {
        Attempt moved = proven(unit, attempt, facts, evidence, cause);
        memory.moved(unit, moved, TerminalNumbers.of(facts));
        var _ = settleLate(unit);
        return moved;
    }

    private Attempt proven(UnitOfWork unit, Attempt attempt, CardFacts told, Evidence evidence,
            Cause cause) {
        CardFacts facts = told.verifiedAs(attempt.facts());
        boolean counts = attempt.state() == AttemptState.ATTESTED_NOT_MOVED
                && late(unit, attempt, facts) == Late.COUNTS;
        Attempt moved = attempt.became(AttemptState.CHARGED, facts, "proven by " + evidence);
        book.store(unit, moved);
        append(unit, attempt, new Resolution.Charged(facts), evidence, counts ? true : null, cause);
        Owner owner = owners.of(moved);
        if (counts) {
            owner.movedLate(unit, facts.approved(), facts.tip(), cause);
        } else if (attempt.state().attested()) {
            contradiction(unit, attempt, facts);
        } else {
            owner.moved(unit, facts.approved(), facts.tip(), cause);
        }
        return moved;
    }

    private Attempt takenBack(UnitOfWork unit, Attempt attempt, Evidence evidence, Cause cause) {
        boolean counts = disproof(unit, attempt) == Late.COUNTS;
        append(unit, attempt, new Resolution.NotCharged(), evidence, counts ? true : null, cause);
        Attempt not = attempt.became(AttemptState.NOT_CHARGED, attempt.facts(), "proven by " + evidence);
        if (!attempt.state().attested()) {
            return notMoved(unit, not, cause);
        }
        book.store(unit, not);
        if (counts) {
            owners.of(not).disproved(unit, Attestations.amount(attempt), attempt.tip());
        } else {
            contradiction(unit, attempt, null);
        }
        return not;
    }

    /// Evidence that says otherwise than a person did, and for which sale or refund have no room: somebody has to look.
    private void contradiction(UnitOfWork unit, Attempt attested, @Nullable CardFacts facts) {
        Attestations.contradiction(attested, facts).ifPresent(incident -> {
            var _ = unit.append(owners.of(attested).stamp(unit, system(attested)), incident);
        });
    }

    private Attempt declined(UnitOfWork unit, Attempt attempt, int code, String text) {
        append(unit, attempt, new Outcome.Declined(code, text), attempt.cause());
        return notMoved(unit, attempt.became(AttemptState.DECLINED, null, text), attempt.cause());
    }

    private Attempt notCharged(UnitOfWork unit, Attempt attempt, String reason) {
        append(unit, attempt, new Outcome.NotCharged(reason), attempt.cause());
        return notMoved(unit, attempt.became(AttemptState.NOT_CHARGED, null, reason), attempt.cause());
    }

    private Attempt notMoved(UnitOfWork unit, Attempt attempt, Cause cause) {
        book.store(unit, attempt);
        owners.of(attempt).notMoved(unit, cause);
        var _ = settleLate(unit);
        return attempt;
    }

    private Attempt unknown(UnitOfWork unit, Attempt attempt, String lastStep, Cause cause) {
        append(unit, attempt, new Outcome.Unknown(lastStep), cause);
        return unsure(unit, attempt.became(AttemptState.UNKNOWN, null, lastStep));
    }

    private Attempt unsure(UnitOfWork unit, Attempt attempt) {
        Attempt unsure = attempt.unsureFrom(clock.instant());
        book.store(unit, unsure);
        return unsure;
    }

    private void append(UnitOfWork unit, Attempt attempt, Outcome outcome, Cause cause) {
        var _ = unit.append(owners.of(attempt).stamp(unit, cause), new PaymentOutcome(attempt.attempt(),
                attempt.sale(), attempt.terminal(), outcome, attempt.kind()));
    }

    private void append(UnitOfWork unit, Attempt attempt, Resolution resolution, Evidence evidence,
            @Nullable Boolean counts, Cause cause) {
        var _ = unit.append(owners.of(attempt).stamp(unit, cause), new PaymentResolved(attempt.attempt(),
                attempt.sale(), attempt.terminal(), from(attempt), resolution, evidence, attempt.kind(),
                counts));
    }

    private static From from(Attempt attempt) {
        return switch (attempt.state()) {
            case APPROVED_UNCONFIRMED -> From.APPROVED;
            case UNKNOWN -> From.UNKNOWN;
            case ATTESTED_MOVED -> From.ATTESTED_MOVED;
            case ATTESTED_NOT_MOVED -> From.ATTESTED_NOT_MOVED;
            case STARTED, CHARGED, DECLINED, NOT_CHARGED -> throw new IllegalStateException(
                    "attempt " + attempt.attempt() + " is " + attempt.state() + ", nothing to resolve");
        };
    }

    private static CardFacts approvedFacts(Attempt attempt) {
        return Objects.requireNonNull(attempt.facts(), "facts of an approved attempt");
    }

    private static Cause system(Attempt attempt) {
        return new Cause(Actor.SYSTEM, attempt.cause().traceparent());
    }
}
