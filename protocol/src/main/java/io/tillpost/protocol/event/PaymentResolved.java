package io.tillpost.protocol.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tillpost.protocol.card.CardFacts;
import org.jspecify.annotations.Nullable;

/// The last word on an attempt that was approved or unknown. `from` is what the same box's earlier
/// [PaymentOutcome] said: what must be posted follows from it, unless another box has told of the attempt, too.
///
/// @param kind absent in journals of before there were refunds: a charge
/// @param counts true if a person had said otherwise, and its sale or refund goes on by what is proven: with money that moved
/// after all, or without money that did not; absent in all other cases
public record PaymentResolved(AttemptId attempt, SaleId sale, String terminal, From from,
        Resolution resolution, Evidence evidence, @Nullable AttemptKind kind,
        @Nullable Boolean counts) implements Event {
    public PaymentResolved {
        Names.check("terminal", terminal);
        if (counts != null && !(counts && contradicts(from, resolution))) {
            throw new IllegalArgumentException(
                    "counts " + counts + " of " + resolution + " from " + from + ", expected it absent");
        }
    }

    private static boolean contradicts(From from, Resolution resolution) {
        return switch (resolution) {
            case Resolution.Charged _ -> from == From.ATTESTED_NOT_MOVED;
            case Resolution.NotCharged() -> from == From.ATTESTED_MOVED;
        };
    }

    /// Where nothing is to be said of whether it counts.
    public PaymentResolved(AttemptId attempt, SaleId sale, String terminal, From from, Resolution resolution,
            Evidence evidence, @Nullable AttemptKind kind) {
        this(attempt, sale, terminal, from, resolution, evidence, kind, null);
    }

    /// Whether its sale or refund goes on by this, though a person had said otherwise.
    public boolean counted() {
        return counts != null;
    }

    @Override
    public AttemptKind kind() {
        return kind == null ? AttemptKind.CHARGE : kind;
    }

    /// What was known before.
    public enum From {
        APPROVED, UNKNOWN,
        /// A person said what the terminal showed ([PaymentAttested]).
        ATTESTED_MOVED, ATTESTED_NOT_MOVED
    }

    /// What proves it.
    public enum Evidence {
        /// The terminal confirmed that it knows the till has the payment (ZVT: 06 0F after our 80 00).
        COMPLETION,
        /// The terminal's last receipt is new and agrees in TID, currency and amount; or its last transaction is the very next
        /// one and was declined.
        REPEAT_RECEIPT,
        /// The terminal is idle and its last receipt is still the one from before the attempt.
        IDLE_WITH_OLD_RECEIPT,
        /// The terminal reported the reversal.
        REVERSAL
    }

    /// How it ended.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@JsonSubTypes.Type(value = Resolution.Charged.class, name = "charged"),
        @JsonSubTypes.Type(value = Resolution.NotCharged.class, name = "not-charged")})
    public sealed interface Resolution {
        /// The money moved, in the direction of the attempt's kind, with these facts.
        record Charged(CardFacts facts) implements Resolution {}

        /// The money did not move, or the movement was taken back.
        record NotCharged() implements Resolution {}
    }
}
