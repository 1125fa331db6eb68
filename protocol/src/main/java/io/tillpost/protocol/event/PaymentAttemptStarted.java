package io.tillpost.protocol.event;

import io.tillpost.protocol.money.Money;
import org.jspecify.annotations.Nullable;

/// A card terminal is about to be asked to move money. Durable before its first byte. The terminal's last numbers, -1 if it
/// has none, -2 and a trace number or 0 if its last receipt is of a failure or not told, are what a later approval must differ from.
///
/// @param sale the sale that is paid, or whose money goes back
/// @param requested above zero, whichever way it goes
/// @param kind absent in journals of before there were refunds: a charge
/// @param refund the refund that it pays out, if it is one's
/// @param reverses the charge that a [AttemptKind#REVERSAL] takes back
public record PaymentAttemptStarted(AttemptId attempt, SaleId sale, String terminal, Money requested,
        int lastReceiptNumber, int lastTrace, @Nullable AttemptKind kind, @Nullable RefundId refund,
        @Nullable AttemptId reverses) implements Event {
    public PaymentAttemptStarted {
        Names.check("terminal", terminal);
        if ((kind == AttemptKind.REVERSAL) != (reverses != null)) {
            throw new IllegalArgumentException("attempt as " + kind + " that reverses " + reverses);
        }
    }

    /// An attempt to charge a card.
    public static PaymentAttemptStarted charge(AttemptId attempt, SaleId sale, String terminal,
            Money requested, int lastReceiptNumber, int lastTrace) {
        return new PaymentAttemptStarted(attempt, sale, terminal, requested, lastReceiptNumber, lastTrace,
                AttemptKind.CHARGE, null, null);
    }

    @Override
    public AttemptKind kind() {
        return kind == null ? AttemptKind.CHARGE : kind;
    }
}
