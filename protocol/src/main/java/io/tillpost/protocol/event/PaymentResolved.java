package io.tillpost.protocol.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tillpost.protocol.card.CardFacts;
import org.jspecify.annotations.Nullable;

/// The last word on an attempt that was approved or unknown. `from` is what the same box's earlier
/// [PaymentOutcome] said: what must be posted follows from it, unless another box has told of the attempt, too.
///
/// @param kind absent in journals of before there were refunds: a charge
public record PaymentResolved(AttemptId attempt, SaleId sale, String terminal, From from,
        Resolution resolution, Evidence evidence, @Nullable AttemptKind kind) implements Event {
    public PaymentResolved {
        Names.check("terminal", terminal);
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
        /// The terminal's last receipt is new and agrees in TID, currency and amount.
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
