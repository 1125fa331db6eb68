package io.tillpost.edge.payment;

import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.Sales;
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
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.money.Money;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules of card attempts. Each change of state is one unit of work with the event that explains it and with what it
/// means for the sale. A terminal has one unresolved attempt at most.
final class Attempts {
    private static final Shelf<Attempt> ATTEMPTS = new Shelf<>("attempt", Attempt.class);
    /// Terminal -> its unresolved attempt.
    private static final Shelf<AttemptId> UNRESOLVED = new Shelf<>("attempt-unresolved", AttemptId.class);
    /// Terminal -> the numbers of its last transaction, where they are known.
    private static final Shelf<TerminalNumbers> NUMBERS = new Shelf<>("terminal-numbers",
            TerminalNumbers.class);

    private final Sales sales;
    private final Clock clock;
    private final IdSource ids;

    Attempts(Sales sales, Clock clock, IdSource ids) {
        this.sales = sales;
        this.clock = clock;
        this.ids = ids;
    }

    /// Writes down an attempt before the terminal gets a byte. `amount` absent means what remains.
    Decision<Attempt> begin(UnitOfWork unit, SaleId sale, String terminal, @Nullable Money amount,
            Cause cause) {
        Optional<Attempt> other = unresolvedOn(unit, terminal);
        if (other.isPresent() && !other.get().sale().equals(sale)) {
            return Decision.refuse(Reason.PAYMENT_UNRESOLVED, "terminal " + terminal
                    + " has the unresolved attempt " + other.get().attempt());
        }
        return sales.chargeable(unit, sale, amount).then(charge -> {
            Optional<TerminalNumbers> before = unit.find(NUMBERS, terminal);
            if (before.isEmpty()) {
                return Decision.refuse(Reason.TERMINAL_NOT_READY, "terminal " + terminal
                        + " has not said yet what its last transaction was");
            }
            // Nothing below refuses.
            var attempt = new Attempt(new AttemptId(ids.next()), sale, terminal, charge, before.get(), cause,
                    clock.instant(), AttemptState.STARTED, null, "");
            store(unit, attempt);
            Sale waiting = sales.cardBegun(unit, sale, attempt.attempt());
            var _ = unit.append(sales.stamp(unit, waiting, cause),
                    PaymentAttemptStarted.charge(attempt.attempt(), sale, terminal, charge,
                            before.get().receiptNumber(), before.get().trace()));
            return Decision.accept(attempt);
        });
    }

    /// The commit point: writes an approval down. False if it is not this attempt's, or comes too late.
    boolean approved(UnitOfWork unit, AttemptId id, CardFacts facts) {
        Attempt attempt = byId(unit, id);
        if (attempt.state() != AttemptState.STARTED || !attempt.agreesInAmount(facts)) {
            return false;
        }
        store(unit, attempt.became(AttemptState.APPROVED_UNCONFIRMED, facts, "approved"));
        append(unit, attempt, new Outcome.Approved(facts), attempt.cause());
        return true;
    }

    /// What the driver said in the end, held against what was written meanwhile.
    Attempt ended(UnitOfWork unit, AttemptId id, PaymentResult result) {
        Attempt attempt = byId(unit, id);
        return switch (attempt.state()) {
            case STARTED -> endedBeforeApproval(unit, attempt, result);
            case APPROVED_UNCONFIRMED -> endedAfterApproval(unit, attempt, result);
            case UNKNOWN, CHARGED, DECLINED, NOT_CHARGED -> attempt;
        };
    }

    /// After a restart nobody listens to the terminal any more: what became of it is not known.
    Attempt interrupted(UnitOfWork unit, AttemptId id) {
        Attempt attempt = byId(unit, id);
        return attempt.state() == AttemptState.STARTED
                ? unknown(unit, attempt, "the agent stopped during the payment", system(attempt))
                : attempt;
    }

    /// What recovery found out. The state is read again here: the attempt may be resolved by now.
    Attempt recovered(UnitOfWork unit, AttemptId id, Verdict verdict) {
        Attempt attempt = byId(unit, id);
        if (!attempt.state().needsRecovery()) {
            return attempt;
        }
        return switch (verdict) {
            case Verdict.Undecided _ -> attempt;
            case Verdict.Charged(var facts) ->
                charged(unit, attempt, facts, Evidence.REPEAT_RECEIPT, system(attempt));
            case Verdict.NotCharged(var evidence, var now) -> {
                unit.put(NUMBERS, attempt.terminal(), now);
                yield takenBack(unit, attempt, evidence, system(attempt));
            }
        };
    }

    private Attempt endedBeforeApproval(UnitOfWork unit, Attempt attempt, PaymentResult result) {
        return switch (result) {
            case PaymentResult.Approved _ ->
                unknown(unit, attempt, "approved, but not written", attempt.cause());
            case PaymentResult.ApprovedUnconfirmed(_, var lastStep) ->
                unknown(unit, attempt, lastStep, attempt.cause());
            case PaymentResult.Unknown(var lastStep) -> unknown(unit, attempt, lastStep, attempt.cause());
            case PaymentResult.Declined(int code, var text) -> {
                append(unit, attempt, new Outcome.Declined(code, text), attempt.cause());
                yield notPaid(unit, attempt.became(AttemptState.DECLINED, null, text));
            }
            case PaymentResult.Ended(_, var text) -> notCharged(unit, attempt, text);
            case PaymentResult.NotStarted(var reason) -> notCharged(unit, attempt, reason);
            case PaymentResult.Reversed _ -> {
                // The reversal has numbers of its own, which are not known here.
                unit.remove(NUMBERS, attempt.terminal());
                yield notCharged(unit, attempt,
                        "the till did not take the approval, the terminal reversed it");
            }
        };
    }

    /// After an approval neither a refusal nor silence is evidence: only confirmation or reversal are.
    private Attempt endedAfterApproval(UnitOfWork unit, Attempt attempt, PaymentResult result) {
        return switch (result) {
            case PaymentResult.Approved _ -> charged(unit, attempt, approvedFacts(attempt),
                    Evidence.COMPLETION, attempt.cause());
            case PaymentResult.Reversed _ -> {
                unit.remove(NUMBERS, attempt.terminal());
                yield takenBack(unit, attempt, Evidence.REVERSAL, attempt.cause());
            }
            case PaymentResult.ApprovedUnconfirmed _,PaymentResult.Unknown _,PaymentResult.Declined _,PaymentResult.Ended _,PaymentResult.NotStarted _ ->
                attempt;
        };
    }

    private Attempt charged(UnitOfWork unit, Attempt attempt, CardFacts facts, Evidence evidence,
            Cause cause) {
        Attempt charged = attempt.became(AttemptState.CHARGED, facts, "proven by " + evidence);
        store(unit, charged);
        unit.put(NUMBERS, attempt.terminal(), TerminalNumbers.of(facts));
        append(unit, attempt, new Resolution.Charged(facts), evidence, cause);
        var _ = sales.cardCharged(unit, attempt.sale(), attempt.attempt(), facts.approved(), facts.tip(),
                cause);
        return charged;
    }

    private Attempt takenBack(UnitOfWork unit, Attempt attempt, Evidence evidence, Cause cause) {
        append(unit, attempt, new Resolution.NotCharged(), evidence, cause);
        return notPaid(unit,
                attempt.became(AttemptState.NOT_CHARGED, attempt.facts(), "proven by " + evidence));
    }

    private Attempt notCharged(UnitOfWork unit, Attempt attempt, String reason) {
        append(unit, attempt, new Outcome.NotCharged(reason), attempt.cause());
        return notPaid(unit, attempt.became(AttemptState.NOT_CHARGED, null, reason));
    }

    private Attempt notPaid(UnitOfWork unit, Attempt attempt) {
        store(unit, attempt);
        var _ = sales.cardNotCharged(unit, attempt.sale(), attempt.attempt());
        return attempt;
    }

    private Attempt unknown(UnitOfWork unit, Attempt attempt, String lastStep, Cause cause) {
        Attempt unknown = attempt.became(AttemptState.UNKNOWN, null, lastStep);
        store(unit, unknown);
        append(unit, attempt, new Outcome.Unknown(lastStep), cause);
        return unknown;
    }

    /// The last transaction of a terminal at rest, as it says itself.
    void learned(UnitOfWork unit, String terminal, TerminalNumbers numbers) {
        if (unresolvedOn(unit, terminal).isEmpty()) {
            unit.put(NUMBERS, terminal, numbers);
        }
    }

    /// A batch was closed: what the terminal stores now has to be asked.
    void forgotten(UnitOfWork unit, String terminal) {
        unit.remove(NUMBERS, terminal);
    }

    boolean knowsNumbers(View view, String terminal) {
        return view.find(NUMBERS, terminal).isPresent();
    }

    Optional<Attempt> find(View view, AttemptId id) {
        return view.find(ATTEMPTS, id.toString());
    }

    Optional<Attempt> unresolvedOn(View view, String terminal) {
        return view.find(UNRESOLVED, terminal).map(id -> byId(view, id));
    }

    List<Attempt> unresolved(View view) {
        return view.all(UNRESOLVED).stream().map(id -> byId(view, id)).toList();
    }

    private Attempt byId(View view, AttemptId id) {
        return find(view, id)
                .orElseThrow(() -> new IllegalStateException("attempt " + id + " is not here"));
    }

    private static void store(UnitOfWork unit, Attempt attempt) {
        unit.put(ATTEMPTS, attempt.attempt().toString(), attempt);
        if (attempt.state().resolved()) {
            unit.remove(UNRESOLVED, attempt.terminal());
        } else {
            unit.put(UNRESOLVED, attempt.terminal(), attempt.attempt());
        }
    }

    private void append(UnitOfWork unit, Attempt attempt, Outcome outcome, Cause cause) {
        var _ = unit.append(sales.stamp(unit, sales.byId(unit, attempt.sale()), cause),
                new PaymentOutcome(attempt.attempt(), attempt.sale(), attempt.terminal(), outcome,
                        AttemptKind.CHARGE));
    }

    private void append(UnitOfWork unit, Attempt attempt, Resolution resolution, Evidence evidence,
            Cause cause) {
        From from = attempt.state() == AttemptState.UNKNOWN ? From.UNKNOWN : From.APPROVED;
        var _ = unit.append(sales.stamp(unit, sales.byId(unit, attempt.sale()), cause),
                new PaymentResolved(attempt.attempt(), attempt.sale(), attempt.terminal(), from, resolution,
                        evidence, AttemptKind.CHARGE));
    }

    private static CardFacts approvedFacts(Attempt attempt) {
        return Objects.requireNonNull(attempt.facts(), "facts of an approved attempt");
    }

    private static Cause system(Attempt attempt) {
        return new Cause(Actor.SYSTEM, attempt.cause().traceparent());
    }
}
