package io.tillpost.edge.payment;

import io.tillpost.edge.shift.Cause;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One attempt to charge a card, as it stands.
///
/// @param before the terminal's numbers before its first byte
/// @param cause who began it
/// @param facts what the terminal approved, once it has
/// @param detail how it came to its state, in words
public record Attempt(AttemptId attempt, SaleId sale, String terminal, Money requested,
        TerminalNumbers before, Cause cause, Instant startedAt, AttemptState state,
        @Nullable CardFacts facts, String detail) {

    Attempt became(AttemptState next, @Nullable CardFacts nextFacts, String nextDetail) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException(
                    "attempt " + attempt + " is " + state + ", cannot become " + next);
        }
        return new Attempt(attempt, sale, terminal, requested, before, cause, startedAt, next, nextFacts,
                nextDetail);
    }

    /// Whether these facts can be of this attempt as far as the amount tells.
    boolean agreesInAmount(CardFacts other) {
        return other.approved().currency().equals(requested.currency())
                && other.tip().currency().equals(requested.currency())
                && other.approved().equals(requested.plus(other.tip()));
    }
}
