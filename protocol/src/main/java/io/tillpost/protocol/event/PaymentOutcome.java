package io.tillpost.protocol.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tillpost.protocol.card.CardFacts;
import org.jspecify.annotations.Nullable;

/// What the terminal said at first; at most one for each attempt in the journal of one box. An `Unknown` is settled by [PaymentResolved]; an
/// `Approved` is confirmed, or taken back, by one too.
///
/// @param kind absent in journals of before there were refunds: a charge
public record PaymentOutcome(AttemptId attempt, SaleId sale, String terminal, Outcome outcome,
        @Nullable AttemptKind kind) implements Event {
    public PaymentOutcome {
        Names.check("terminal", terminal);
    }

    @Override
    public AttemptKind kind() {
        return kind == null ? AttemptKind.CHARGE : kind;
    }

    /// What it said.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@JsonSubTypes.Type(value = Outcome.Approved.class, name = "approved"),
        @JsonSubTypes.Type(value = Outcome.Declined.class, name = "declined"),
        @JsonSubTypes.Type(value = Outcome.NotCharged.class, name = "not-charged"),
        @JsonSubTypes.Type(value = Outcome.Unknown.class, name = "unknown")})
    public sealed interface Outcome {
        /// Approved in the direction of the attempt's kind, and durable here; whether the terminal knows that is not proven yet.
        record Approved(CardFacts facts) implements Outcome {}

        /// The issuer or the terminal said no.
        record Declined(int code, String text) implements Outcome {}

        /// It ended before any approval: never begun, stopped, timed out at the terminal.
        record NotCharged(String reason) implements Outcome {}

        /// The line broke or the terminal fell silent: the money may or may not have moved.
        record Unknown(String lastStep) implements Outcome {}
    }
}
