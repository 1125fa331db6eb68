package io.tillpost.edge.payment;

import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.sale.RefundRebuild;
import io.tillpost.edge.sale.SaleRebuild;
import io.tillpost.edge.shift.Cause;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentOutcome.Outcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.PaymentResolved.From;
import io.tillpost.protocol.event.PaymentResolved.Resolution;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Brings card attempts to where events that this box had forgotten leave them, with the sale or refund that waits for each.
/// An attempt whose end is not among the events is neither dropped nor guessed at: [CardPayments#takeOver()] finds out. Used
/// inside a unit of work.
public final class PaymentRebuild {
    private final AttemptBook book = new AttemptBook();
    private final TerminalMemory memory = new TerminalMemory();
    private final SaleRebuild sales;
    private final RefundRebuild refunds;

    /// The two see the events of their own before this.
    public PaymentRebuild(SaleRebuild sales, RefundRebuild refunds) {
        this.sales = sales;
        this.refunds = refunds;
    }

    /// Takes all records away.
    public void startOver(UnitOfWork unit) {
        book.clear(unit);
        Batches.clear(unit);
        memory.clear(unit);
    }

    /// What a terminal did last may be a later transaction than the attempts that are known here. Of those that are told
    /// after this, all that came later is told, too.
    public void isOld(UnitOfWork unit) {
        book.doubt(unit);
    }

    /// What terminals did last is not known any more: each is asked before it gets anything to do.
    public void forgot(UnitOfWork unit, Collection<String> terminals) {
        terminals.forEach(terminal -> {
            memory.lost(unit, terminal);
            memory.batchEnded(unit, terminal);
        });
    }

    /// An attempt was begun.
    public void started(UnitOfWork unit, Envelope envelope, PaymentAttemptStarted started) {
        Optional<Attempt> known = book.find(unit, started.attempt());
        boolean guessed = known.isPresent() && book.isGuessed(unit, started.attempt());
        Purpose purpose = purpose(unit, started);
        if ((known.isPresent() && !guessed) || purpose == null) {
            return;
        }
        var before = new TerminalNumbers(started.lastReceiptNumber(), started.lastTrace(), null);
        // From here on the terminal did what is not known here; what is known of it later stays.
        memory.lostIf(unit, started.terminal(), before);
        var attempt = new Attempt(started.attempt(), started.sale(), started.terminal(), started.requested(),
                before, cause(envelope), envelope.moment().occurredAt(), AttemptState.STARTED, null, "",
                purpose, null, null);
        boolean owed = book.isOwed(unit, started.attempt());
        Attempt now = known.map(there -> attempt.rebuilt(there.state(), there.facts(), there.detail(),
                there.unsureSince(), there.attested())).orElse(attempt);
        book.proofEnds(unit, started.terminal(), attempt.startedAt());
        book.rebuilt(unit, now, false);
        begun(unit, envelope, now);
        if (owed) {
            moved(unit, envelope, now, Attestations.amount(now), now.tip());
        }
    }

    /// Its sale or refund is there from now on, and waits for it if nothing moved yet that is known.
    private void begun(UnitOfWork unit, Envelope envelope, Attempt attempt) {
        RefundId refund = attempt.refund();
        Optional<AttemptId> pending = refund == null
                ? sales.pending(unit, attempt.sale())
                : refunds.pending(unit, refund);
        boolean laterOneWaits = pending.flatMap(id -> book.find(unit, id))
                .filter(other -> !other.state().resolved()
                        && !other.startedAt().isBefore(attempt.startedAt()))
                .isPresent();
        boolean waits = !attempt.state().resolved() && !laterOneWaits;
        if (refund == null) {
            sales.cardBegun(unit, envelope, attempt.sale(), attempt.attempt(),
                    attempt.kind() == AttemptKind.CHARGE, waits);
        } else {
            refunds.cardBegun(unit, envelope, refund, attempt.sale(), attempt.attempt(), attempt.requested(),
                    attempt.reverses(), waits);
        }
    }

    /// A terminal said at first what became of an attempt.
    public void outcome(UnitOfWork unit, Envelope envelope, PaymentOutcome said) {
        CardFacts facts = said.outcome() instanceof Outcome.Approved(var approved) ? approved : null;
        Attempt attempt = attempt(unit, envelope, said.attempt(), said.sale(), said.terminal(), said.kind(),
                facts == null ? null : facts.approved());
        boolean silent = attempt.state() == AttemptState.UNKNOWN && said.outcome() instanceof Outcome.Unknown;
        if (silent || (attempt.state() != AttemptState.STARTED && attempt.state() != AttemptState.UNKNOWN)) {
            return;
        }
        Instant at = envelope.moment().occurredAt();
        switch (said.outcome()) {
            case Outcome.Approved _ -> book.rebuilt(unit,
                    attempt.rebuilt(AttemptState.APPROVED_UNCONFIRMED, facts, "approved", null, null), true);
            case Outcome.Declined(_, var text) ->
                notMoved(unit, attempt.rebuilt(AttemptState.DECLINED, null, text, null, null));
            case Outcome.NotCharged(var reason) ->
                notMoved(unit, attempt.rebuilt(AttemptState.NOT_CHARGED, null, reason, null, null));
            case Outcome.Unknown(var lastStep) -> book.rebuilt(unit,
                    attempt.rebuilt(AttemptState.UNKNOWN, null, lastStep, at, null), true);
        }
    }

    /// It was proven what became of an attempt.
    public void resolved(UnitOfWork unit, Envelope envelope, PaymentResolved proven) {
        CardFacts facts = proven.resolution() instanceof Resolution.Charged(var charged) ? charged : null;
        Attempt attempt = attempt(unit, envelope, proven.attempt(), proven.sale(), proven.terminal(),
                proven.kind(), facts == null ? null : facts.approved());
        boolean open = switch (attempt.state()) {
            case STARTED, APPROVED_UNCONFIRMED, UNKNOWN, ATTESTED_MOVED, ATTESTED_NOT_MOVED -> true;
            case CHARGED, DECLINED, NOT_CHARGED -> false;
        };
        if (!open) {
            return;
        }
        String detail = "proven by " + proven.evidence();
        if (facts == null) {
            Attempt not = attempt.rebuilt(AttemptState.NOT_CHARGED, attempt.facts(), detail, null,
                    attempt.attested());
            if (attempt.state().attested()) {
                book.rebuilt(unit, not, true);
                if (proven.counted()) {
                    sales.cardDisproved(unit, attempt.sale(), attempt.attempt(), attempt.tip());
                }
            } else if (proven.from() == From.ATTESTED_MOVED && !proven.counted()) {
                // Sale or refund had gone on by a person's word, and that stands.
                book.rebuilt(unit, not, true);
                if (attempt.kind().givesBack()) {
                    moved(unit, envelope, not, Attestations.amount(not), not.tip());
                }
            } else {
                notMoved(unit, not);
            }
            return;
        }
        Attempt moved = attempt.rebuilt(AttemptState.CHARGED, facts, detail, null, attempt.attested());
        book.rebuilt(unit, moved, true);
        if (wasLast(unit, attempt.terminal(), attempt.startedAt())) {
            memory.chargedLast(unit, moved);
        }
        if (moved.kind().givesBack()) {
            book.ended(unit, moved.terminal(), moved.startedAt());
        }
        // What a person said may be told later, and changes nothing then.
        boolean wordStands = attempt.state().attested() || proven.from() == From.ATTESTED_NOT_MOVED;
        if (!wordStands || proven.counted()) {
            moved(unit, envelope, moved, facts.approved(), facts.tip());
        }
    }

    /// A person said what became of an attempt.
    public void attested(UnitOfWork unit, Envelope envelope, PaymentAttested said) {
        Attempt attempt = attempt(unit, envelope, said.attempt(), said.sale(), said.terminal(), said.kind(),
                said.amount());
        if (attempt.state().resolved()) {
            return;
        }
        String by = envelope.actor().name();
        Attempt attested = attempt.rebuilt(
                said.moved() ? AttemptState.ATTESTED_MOVED : AttemptState.ATTESTED_NOT_MOVED,
                attempt.facts(), "attested by " + by, null,
                new Attempt.Attestation(said.moved(), by, envelope.moment().occurredAt()));
        if (!said.moved()) {
            notMoved(unit, attested);
            return;
        }
        CardFacts facts = attempt.facts();
        book.rebuilt(unit, attested, true);
        moved(unit, envelope, attested, said.amount(),
                facts == null ? said.amount().minus(said.amount()) : facts.tip());
    }

    /// A terminal's batch was closed, or may have been.
    public void batchClosed(UnitOfWork unit, Envelope envelope, TerminalBatchClosed closed) {
        Instant at = envelope.moment().occurredAt();
        if (wasLast(unit, closed.terminal(), at)) {
            memory.batchEnded(unit, closed.terminal());
        }
        book.proofEnds(unit, closed.terminal(), at);
        book.ended(unit, closed.terminal(), at);
        Batches.rebuilt(unit, closed);
    }

    /// Whether nothing is known here that began later and which leaves nothing before it to be taken back.
    private boolean wasLast(UnitOfWork unit, String terminal, Instant at) {
        return !AttemptBook.hasEndedAfter(unit, terminal, at) && memory.lastCharge(unit, terminal)
                .flatMap(last -> book.find(unit, last))
                .filter(last -> last.startedAt().isAfter(at))
                .isEmpty();
    }

    /// Whether it is known to have charged a card by a signature.
    public boolean asksForSignature(View view, AttemptId attempt) {
        return book.find(view, attempt).filter(Attempt::asksForSignature).isPresent();
    }

    private void moved(UnitOfWork unit, Envelope envelope, Attempt attempt, Money approved, Money tip) {
        if (attempt.kind().givesBack() && book.isGuessed(unit, attempt.attempt())) {
            book.owe(unit, attempt.attempt());
            return;
        }
        SaleId sale = attempt.sale();
        switch (attempt.purpose()) {
            case Purpose.Payment() -> {
                sales.cardCharged(unit, envelope, sale, attempt.attempt(), approved, tip,
                        attempt.asksForSignature());
                chargeIsKnown(unit, sale);
            }
            case Purpose.PayOut(var refund) ->
                refunds.cardGivenBack(unit, refund, attempt.attempt(), approved);
            case Purpose.TakeBack(var refund, _) ->
                refunds.cardGivenBack(unit, refund, attempt.attempt(), approved);
            case Purpose.GiveBack(_, var charge) -> givenBack(unit, attempt, charge, approved);
            case Purpose.SendBack(_, var charge) -> givenBack(unit, attempt, charge, approved);
        }
    }

    private void givenBack(UnitOfWork unit, Attempt attempt, AttemptId charge, Money approved) {
        Money itsTip = book.find(unit, charge)
                .map(Attempt::facts)
                .map(CardFacts::tip)
                .orElse(approved.minus(approved));
        sales.cardGivenBack(unit, attempt.sale(), attempt.attempt(), charge, approved, itsTip);
    }

    /// What the sale waits for may give this charge back, which was not known when that was begun.
    private void chargeIsKnown(UnitOfWork unit, SaleId sale) {
        sales.pending(unit, sale)
                .flatMap(id -> book.find(unit, id))
                .filter(back -> back.purpose() instanceof Purpose.SendBack(_, var charge)
                        && charge.equals(back.attempt()))
                .ifPresent(back -> book.rebuilt(unit, back.meant(sendBack(unit, sale, back.attempt(),
                        back.terminal(), back.requested())), true));
    }

    private void notMoved(UnitOfWork unit, Attempt attempt) {
        book.rebuilt(unit, attempt, true);
        RefundId refund = attempt.refund();
        if (refund == null) {
            sales.cardNotMoved(unit, attempt.sale(), attempt.attempt());
        } else {
            refunds.cardNotMoved(unit, refund, attempt.attempt());
        }
    }

    /// The attempt; one whose beginning was not heard of is as its later event says, until its beginning comes.
    private Attempt attempt(UnitOfWork unit, Envelope envelope, AttemptId id, SaleId sale, String terminal,
            AttemptKind kind, @Nullable Money amount) {
        return book.find(unit, id).orElseGet(() -> {
            Money requested = amount == null ? sales.nothing() : amount;
            Purpose purpose = kind == AttemptKind.CHARGE
                    ? new Purpose.Payment()
                    : new Purpose.GiveBack(0, id);
            var guessed = new Attempt(id, sale, terminal, requested, TerminalNumbers.UNKNOWN, cause(envelope),
                    envelope.moment().occurredAt(), AttemptState.STARTED, null, "", purpose, null, null);
            book.guessed(unit, guessed);
            return guessed;
        });
    }

    private @Nullable Purpose purpose(UnitOfWork unit, PaymentAttemptStarted started) {
        RefundId refund = started.refund();
        AttemptId reverses = started.reverses();
        return switch (started.kind()) {
            case CHARGE -> new Purpose.Payment();
            case REFUND -> refund == null
                    ? sendBack(unit, started.sale(), started.attempt(), started.terminal(),
                            started.requested())
                    : new Purpose.PayOut(refund);
            case REVERSAL -> reverses == null
                    ? null
                    : refund == null
                            ? new Purpose.GiveBack(sales.tender(unit, started.sale(), reverses), reverses)
                            : new Purpose.TakeBack(refund, reverses);
        };
    }

    /// Which charge it gives back is not said: of those over its amount the first one that moved at the same terminal, if there
    /// is one, and one whose signature was to be compared before all others. If none is known, itself.
    private Purpose sendBack(UnitOfWork unit, SaleId sale, AttemptId attempt, String terminal,
            Money requested) {
        List<AttemptId> charges = sales.charges(unit, sale, requested);
        AttemptId charge = charges.stream()
                .filter(id -> book.find(unit, id)
                        .filter(paid -> paid.state().moved() && paid.terminal().equals(terminal))
                        .isPresent())
                .findFirst()
                .or(() -> charges.stream().findFirst())
                .orElse(attempt);
        return new Purpose.SendBack(sales.tender(unit, sale, charge), charge);
    }

    private static Cause cause(Envelope envelope) {
        return new Cause(envelope.actor(), envelope.approver(), envelope.traceparent());
    }
}
