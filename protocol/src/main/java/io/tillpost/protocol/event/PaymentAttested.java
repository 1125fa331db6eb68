package io.tillpost.protocol.event;

import io.tillpost.protocol.money.Money;

/// Automation could not find out what became of an attempt, and a person said what the terminal shows. Not evidence: the
/// money stands in card clearing as unconfirmed until a [PaymentResolved] or the acquirer says so.
///
/// @param amount what was asked for
/// @param moved whether the terminal shows that the money moved
public record PaymentAttested(AttemptId attempt, SaleId sale, String terminal, AttemptKind kind, Money amount,
        boolean moved) implements Event {
    public PaymentAttested {
        Names.check("terminal", terminal);
    }
}
