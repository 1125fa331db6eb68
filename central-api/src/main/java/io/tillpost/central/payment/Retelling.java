package io.tillpost.central.payment;

import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentOutcome.Outcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.PaymentResolved.Evidence;
import io.tillpost.protocol.event.PaymentResolved.From;
import io.tillpost.protocol.event.PaymentResolved.Resolution;
import io.tillpost.protocol.money.Money;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Puts together what two boxes know of one attempt: one was cloned or put back from an image while the attempt was under
/// way, so each tells a story of its own, true as far as it goes. An event is told again by one who knows what head office
/// knows; whoever knows less adds nothing, and only a contradiction stays as it is and will be refused. Pure.
///
/// | known | what comes | told as |
/// |---|---|---|
/// | any end | unknown | nothing new |
/// | authorized | found charged with the same receipt, from unknown or a person's word | its confirmation |
/// | captured, voided | charged with the same receipt, or attested as moved | nothing new |
/// | declined, failed | not charged, or attested as not moved | nothing new |
/// | attested | any other knowledge of the terminal's | what became of what was attested |
/// | attested | attested the same again | nothing new |
/// | authorized | attested as moved by who does not know the approved amount | nothing new |
final class Retelling {
    private Retelling() {}

    /// The event as it adds to what is known of its payment; empty if it adds nothing.
    static Optional<Event> of(Payment known, Event event) {
        return switch (event) {
            case PaymentOutcome outcome when outcome.kind() == known.kind() -> outcome(known, outcome);
            case PaymentResolved resolved when resolved.kind() == known.kind() -> resolved(known, resolved);
            case PaymentAttested attested when attested.kind() == known.kind() -> attested(known, attested);
            default -> Optional.of(event);
        };
    }

    private static Optional<Event> outcome(Payment known, PaymentOutcome said) {
        return switch (said.outcome()) {
            case Outcome.Unknown _ -> known.state() == PaymentState.IN_PROGRESS
                    ? Optional.of(said)
                    : Optional.empty();
            case Outcome.Approved(var facts) -> charged(known, said, facts);
            case Outcome.Declined _,Outcome.NotCharged _ -> notCharged(known, said);
        };
    }

    private static Optional<Event> resolved(Payment known, PaymentResolved proven) {
        return switch (proven.resolution()) {
            case Resolution.Charged(var facts) when known.state() == PaymentState.AUTHORIZED ->
                isSame(known.facts(), facts) ? Optional.of(from(From.APPROVED, proven)) : Optional.of(proven);
            case Resolution.Charged(var facts) -> charged(known, proven, facts);
            case Resolution.NotCharged() -> notCharged(known, proven);
        };
    }

    private static Optional<Event> charged(Payment known, Event event, CardFacts facts) {
        return switch (known.state()) {
            case AUTHORIZED, CAPTURED, VOIDED ->
                isSame(known.facts(), facts) ? Optional.empty() : Optional.of(event);
            case ATTESTED_MOVED, ATTESTED_NOT_MOVED -> Optional.of(afterAll(known, event));
            case IN_PROGRESS, UNKNOWN, DECLINED, FAILED -> Optional.of(event);
        };
    }

    private static Optional<Event> notCharged(Payment known, Event event) {
        return switch (known.state()) {
            case DECLINED, FAILED -> Optional.empty();
            case ATTESTED_MOVED, ATTESTED_NOT_MOVED -> Optional.of(afterAll(known, event));
            case IN_PROGRESS, UNKNOWN, AUTHORIZED, CAPTURED, VOIDED -> Optional.of(event);
        };
    }

    private static Optional<Event> attested(Payment known, PaymentAttested said) {
        boolean agrees = switch (known.state()) {
            case CAPTURED, VOIDED, ATTESTED_MOVED -> said.moved();
            case DECLINED, FAILED, ATTESTED_NOT_MOVED -> !said.moved();
            case AUTHORIZED -> said.moved() && !said.amount().equals(approved(known));
            case IN_PROGRESS, UNKNOWN -> false;
        };
        return agrees ? Optional.empty() : Optional.of(said);
    }

    /// The terminal's own word after a person's. What a box heard while it waited at the terminal is as good as a proof.
    private static Event afterAll(Payment known, Event event) {
        From from = known.state() == PaymentState.ATTESTED_MOVED
                ? From.ATTESTED_MOVED
                : From.ATTESTED_NOT_MOVED;
        return switch (event) {
            case PaymentResolved proven -> from(from, proven);
            case PaymentOutcome said ->
                new PaymentResolved(said.attempt(), said.sale(), said.terminal(), from,
                        said.outcome() instanceof Outcome.Approved(var facts)
                                ? new Resolution.Charged(facts)
                                : new Resolution.NotCharged(),
                        Evidence.COMPLETION, said.kind());
            default -> event;
        };
    }

    private static PaymentResolved from(From from, PaymentResolved proven) {
        return new PaymentResolved(proven.attempt(), proven.sale(), proven.terminal(), from,
                proven.resolution(), proven.evidence(), proven.kind(),
                from == proven.from() ? proven.counts() : null);
    }

    private static @Nullable Money approved(Payment known) {
        CardFacts facts = known.facts();
        return facts == null ? null : facts.approved();
    }

    /// Whether both are one transaction of one terminal.
    private static boolean isSame(@Nullable CardFacts one, CardFacts other) {
        return one != null && one.approved().equals(other.approved())
                && one.merchantId().equals(other.merchantId())
                && one.terminalId().equals(other.terminalId())
                && one.receiptNumber() == other.receiptNumber();
    }
}
