package io.tillpost.protocol.event;

import io.tillpost.protocol.money.Money;

/// A card terminal is about to be asked for money. Durable before its first byte. The terminal's last numbers, -1 if it
/// has none, are what a later approval must differ from.
public record PaymentAttemptStarted(AttemptId attempt, SaleId sale, String terminal, Money requested,
        int lastReceiptNumber, int lastTrace) implements Event {
    public PaymentAttemptStarted {
        Names.check("terminal", terminal);
    }
}
