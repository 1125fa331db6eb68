package io.tillpost.edge.payment;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.payment.Attempt.Attestation;
import io.tillpost.edge.shift.Cause;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.money.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules of a person's word: asked for only when automation has tried long enough, then as good as proof for the sale,
/// but never for the terminal's clearing account.
final class Attestations {
    /// A terminal that restarts is back sooner.
    static final Duration TRIED_FOR = Duration.ofSeconds(60);

    private final AttemptBook book;
    private final TerminalMemory memory;
    private final Owners owners;
    private final Attempts attempts;
    private final Clock clock;

    Attestations(AttemptBook book, TerminalMemory memory, Owners owners, Attempts attempts, Clock clock) {
        this.book = book;
        this.memory = memory;
        this.owners = owners;
        this.attempts = attempts;
        this.clock = clock;
    }

    /// Whether it is time to ask a person. A clock that was set back meanwhile, or a box that has lost it, asks at once: the till
    /// would be shut for as long as it went back.
    boolean mayAttest(Attempt attempt) {
        Instant since = attempt.unsureSince();
        return attempt.state().needsRecovery() && since != null
                && Duration.between(since, clock.instant()).abs().compareTo(TRIED_FOR) >= 0;
    }

    /// Writes down what a person says, and lets sale or refund go on.
    Decision<Attempt> attest(UnitOfWork unit, AttemptId id, boolean moved, Cause cause) {
        Optional<Attempt> found = book.find(unit, id);
        if (found.isEmpty()) {
            return Decision.refuse(Reason.NOT_FOUND, "no attempt " + id);
        }
        Attempt attempt = found.get();
        if (!mayAttest(attempt)) {
            return Decision.refuse(Reason.NOT_TO_ATTEST,
                    "attempt " + id + " is " + attempt.state() + ", expected that the terminal was asked for "
                            + TRIED_FOR.toSeconds() + " s in vain");
        }
        if (!owners.of(attempt).waitsFor(unit, id)) {
            return Decision.refuse(Reason.NOT_TO_ATTEST, "attempt " + id + " is " + attempt.state()
                    + ", but its sale or refund ended without it, expected one that waits for it");
        }
        // Nothing below refuses.
        Attempt attested = attempt
                .attestedAs(new Attestation(moved, cause.actor().name(), clock.instant()));
        book.store(unit, attested);
        memory.lost(unit, attempt.terminal());
        Owner owner = owners.of(attested);
        var _ = unit.append(owner.stamp(unit, cause), new PaymentAttested(id, attempt.sale(),
                attempt.terminal(), attempt.kind(), amount(attempt), moved));
        if (moved) {
            owner.moved(unit, amount(attempt), attempt.tip(), cause);
        } else {
            owner.notMoved(unit, cause);
        }
        var _ = attempts.settleLate(unit);
        return Decision.accept(attested);
    }

    /// What has to be looked at by people if evidence comes that says otherwise.
    ///
    /// @param facts the terminal's, absent if the money is proven not to have moved
    static Optional<IncidentRaised> contradiction(Attempt attested, @Nullable CardFacts facts) {
        Attestation word = Objects.requireNonNull(attested.attested(), "attestation");
        String what = attested.kind() + " over " + amount(attested) + " on terminal " + attested.terminal()
                + " of sale " + attested.sale() + ", attested by " + word.by() + " at " + word.at() + " as "
                + (word.moved() ? "moved" : "not moved");
        if (facts == null) {
            return word.moved()
                    ? incident("attestation-contradicted", attested,
                            what + "; the terminal proves that it did not")
                    : Optional.empty();
        }
        String says = "; the terminal has it as " + TerminalNumbers.of(facts) + " over " + facts.approved();
        if (!word.moved()) {
            return incident("late-approval", attested, what + says);
        }
        return facts.approved().equals(amount(attested))
                ? Optional.empty()
                : incident("attestation-contradicted", attested, what + says);
    }

    private static Optional<IncidentRaised> incident(String kind, Attempt attempt, String evidence) {
        return Optional.of(new IncidentRaised(kind, "attempt " + attempt.attempt(), evidence));
    }

    /// What was attested, tip included.
    static Money amount(Attempt attempt) {
        CardFacts written = attempt.facts();
        return written == null ? attempt.requested() : written.approved();
    }

}
