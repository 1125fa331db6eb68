package io.tillpost.edge.payment;

import io.tillpost.edge.shift.Cause;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One attempt to have a terminal move money, as it stands.
///
/// @param sale the sale that is paid, or whose money goes back
/// @param before the terminal's numbers before its first byte; those of the charge itself if that is taken back, because
/// only a terminal's last transaction is
/// @param cause who began it
/// @param facts what the terminal approved, once it has
/// @param detail how it came to its state, in words
/// @param purpose absent in records of before there were refunds: a payment
/// @param unsureSince since when only recovery can say what became of it; absent while its dialogue runs
/// @param attested what a person said of it, if one had to
public record Attempt(AttemptId attempt, SaleId sale, String terminal, Money requested,
        TerminalNumbers before, Cause cause, Instant startedAt, AttemptState state,
        @Nullable CardFacts facts, String detail, @Nullable Purpose purpose, @Nullable Instant unsureSince,
        @Nullable Attestation attested) {

    /// What a person said of an attempt that automation could not find out about.
    ///
    /// @param moved whether the terminal shows that the money moved
    public record Attestation(boolean moved, String by, Instant at) {}

    @Override
    public Purpose purpose() {
        return purpose == null ? new Purpose.Payment() : purpose;
    }

    /// Which way it moves money.
    public AttemptKind kind() {
        return purpose().kind();
    }

    /// The refund that it pays out, if it is one's.
    @Nullable
    public RefundId refund() {
        return switch (purpose()) {
            case Purpose.PayOut(var refund) -> refund;
            case Purpose.TakeBack(var refund, _) -> refund;
            case Purpose.Payment _,Purpose.GiveBack _,Purpose.SendBack _ -> null;
        };
    }

    /// The charge that it takes back, if it does.
    @Nullable
    public AttemptId reverses() {
        return switch (purpose()) {
            case Purpose.TakeBack(_, var charge) -> charge;
            case Purpose.GiveBack(_, var charge) -> charge;
            case Purpose.Payment _,Purpose.PayOut _,Purpose.SendBack _ -> null;
        };
    }

    /// The charge whose tender it gives back, of a sale that is not completed.
    @Nullable
    AttemptId givesBack() {
        return switch (purpose()) {
            case Purpose.GiveBack(_, var charge) -> charge;
            case Purpose.SendBack(_, var charge) -> charge;
            case Purpose.Payment _,Purpose.PayOut _,Purpose.TakeBack _ -> null;
        };
    }

    /// Whether it charged a card, and somebody has to look at the cardholder's signature.
    public boolean asksForSignature() {
        return kind() == AttemptKind.CHARGE && state.moved() && facts != null && facts.asksForSignature();
    }

    /// What the terminal said of a tip.
    Money tip() {
        return facts == null ? Money.zero(requested.currency()) : facts.tip();
    }

    Attempt became(AttemptState next, @Nullable CardFacts nextFacts, String nextDetail) {
        return became(next, nextFacts, nextDetail, attested);
    }

    Attempt attestedAs(Attestation attestation) {
        return became(attestation.moved() ? AttemptState.ATTESTED_MOVED : AttemptState.ATTESTED_NOT_MOVED,
                facts, "attested by " + attestation.by(), attestation);
    }

    /// The terminal's dialogue is over, and from now on only recovery can say what became of it.
    Attempt unsureFrom(Instant since) {
        return new Attempt(attempt, sale, terminal, requested, before, cause, startedAt, state, facts, detail,
                purpose, since, attested);
    }

    /// As events say that this box had forgotten, whatever it was before.
    Attempt rebuilt(AttemptState next, @Nullable CardFacts nextFacts, String nextDetail,
            @Nullable Instant since, @Nullable Attestation attestation) {
        return new Attempt(attempt, sale, terminal, requested, before, cause, startedAt, next, nextFacts,
                nextDetail, purpose, since, attestation);
    }

    /// For what it turned out to be.
    Attempt meant(Purpose known) {
        return new Attempt(attempt, sale, terminal, requested, before, cause, startedAt, state, facts, detail,
                known, unsureSince, attested);
    }

    private Attempt became(AttemptState next, @Nullable CardFacts nextFacts, String nextDetail,
            @Nullable Attestation attestation) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException(
                    "attempt " + attempt + " is " + state + ", cannot become " + next);
        }
        return new Attempt(attempt, sale, terminal, requested, before, cause, startedAt, next, nextFacts,
                nextDetail, purpose, null, attestation);
    }

    /// Whether these facts can be of this attempt as far as the amount tells. A tip is on top of a charge; what goes back
    /// has it included.
    boolean agreesInAmount(CardFacts other) {
        return other.approved().currency().equals(requested.currency())
                && other.tip().currency().equals(requested.currency())
                && other.approved().equals(kind().givesBack() ? requested : requested.plus(other.tip()));
    }
}
