package io.tillpost.device.terminal.zvt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.device.terminal.TerminalState;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.money.Money;
import java.util.concurrent.TimeUnit;

/// What a till does after a payment that nobody knows the end of: asks the state until the terminal is idle, then its
/// last receipt, and believes only numbers that are new since the attempt began.
final class Recovery {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Rig rig;
    private final int traceBefore;

    /// Remembers where the terminal stands before the attempt.
    Recovery(Rig rig) {
        this.rig = rig;
        this.traceBefore = last() instanceof TerminalAnswer.Answered<LastReceipt>(LastReceipt.Charge(CardFacts facts))
                ? facts.trace()
                : 0;
    }

    private TerminalAnswer<LastReceipt> last() {
        return rig.terminal.lastReceipt(TerminalProgress.NONE);
    }

    /// Whether the customer was charged, from the result alone where it says so.
    boolean charged(PaymentResult result, Money amount) {
        return switch (result) {
            case PaymentResult.Approved _ -> true;
            case PaymentResult.Declined _,PaymentResult.Ended _,PaymentResult.NotStarted _,PaymentResult.Reversed _ ->
                false;
            case PaymentResult.Unknown _,PaymentResult.ApprovedUnconfirmed _ -> ask(amount);
        };
    }

    private boolean ask(Money amount) {
        long end = System.nanoTime() + DEADLINE_NANOS;
        while (System.nanoTime() - end < 0) {
            if (rig.terminal
                    .status() instanceof TerminalAnswer.Answered<TerminalState>(TerminalState state)) {
                if (state.condition() != TerminalState.Condition.IDLE) {
                    rig.terminal.abort();
                } else if (last() instanceof TerminalAnswer.Answered<LastReceipt>(LastReceipt receipt)) {
                    return switch (receipt) {
                        case LastReceipt.Charge(CardFacts facts) -> facts.trace() > traceBefore
                                && facts.approved().equals(amount);
                        case LastReceipt.Reversal(CardFacts _, int originalTrace) -> {
                            assertTrue(originalTrace > traceBefore);
                            yield false;
                        }
                        case LastReceipt.Refund _,LastReceipt.Nothing _ -> false;
                    };
                }
            }
        }
        return fail("the terminal did not become idle and answer in time");
    }

    /// Pays, recovers, and holds what the till believes against what the terminal did.
    PaymentResult payAndAgree(Money amount) {
        long before = rig.simulator.netMinor();
        long chargesBefore = rig.charges();
        PaymentResult result = rig.pay(amount.minor());
        boolean charged = charged(result, amount);
        assertEquals(charged ? amount.minor() : 0, rig.simulator.netMinor() - before,
                () -> result + "\n" + String.join("\n", rig.simulator.ledgerLines()));
        assertTrue(rig.charges() - chargesBefore <= 1, () -> "charged twice: " + rig.simulator.ledgerLines());
        if (result instanceof PaymentResult.Approved(CardFacts facts)) {
            assertEquals(facts, rig.lastDurable());
        }
        return result;
    }
}
