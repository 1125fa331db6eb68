package io.tillpost.device.terminal.zvt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.device.terminal.TerminalState;
import io.tillpost.device.terminal.TransactionKind;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.money.Money;
import java.util.concurrent.TimeUnit;

/// What a till does after a command that nobody knows the end of: asks the state until the terminal is idle, then its
/// last receipt, and believes only numbers that are new since the attempt began.
final class Recovery {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Rig rig;
    private final int traceBefore;

    /// Remembers where the terminal stands before the attempt.
    Recovery(Rig rig) {
        this.rig = rig;
        this.traceBefore = last() instanceof TerminalAnswer.Answered<LastReceipt>(LastReceipt receipt)
                ? trace(receipt)
                : 0;
    }

    private static int trace(LastReceipt receipt) {
        return switch (receipt) {
            case LastReceipt.Charge(CardFacts facts) -> facts.trace();
            case LastReceipt.Refund(CardFacts facts) -> facts.trace();
            case LastReceipt.Reversal(CardFacts facts, int _) -> facts.trace();
            case LastReceipt.EndOfDay(int trace) -> trace;
            case LastReceipt.Failed(_, _, int trace) -> trace;
            case LastReceipt.Unnamed(int trace) -> trace;
            case LastReceipt.Nothing _,LastReceipt.Withheld _ -> 0;
        };
    }

    private TerminalAnswer<LastReceipt> last() {
        return rig.terminal.lastReceipt(TerminalProgress.NONE);
    }

    /// Whether the money moved the way of the command, from the result alone where it says so.
    boolean moved(PaymentResult result, MoneyCommand command) {
        return switch (result) {
            case PaymentResult.Approved _ -> true;
            case PaymentResult.Declined _,PaymentResult.Ended _,PaymentResult.NotStarted _,PaymentResult.Reversed _,PaymentResult.NotReversible _ ->
                false;
            case PaymentResult.Unknown _,PaymentResult.ApprovedUnconfirmed _ -> ask(command);
        };
    }

    boolean charged(PaymentResult result, Money amount) {
        return moved(result, MoneyCommand.charge(amount));
    }

    private boolean ask(MoneyCommand command) {
        long end = System.nanoTime() + DEADLINE_NANOS;
        while (System.nanoTime() - end < 0) {
            if (rig.terminal
                    .status() instanceof TerminalAnswer.Answered<TerminalState>(TerminalState state)) {
                if (state.condition() != TerminalState.Condition.IDLE) {
                    rig.terminal.abort();
                } else if (last() instanceof TerminalAnswer.Answered<LastReceipt>(LastReceipt receipt)) {
                    return proves(receipt, command);
                }
            }
        }
        return fail("the terminal did not become idle and answer in time");
    }

    private boolean proves(LastReceipt receipt, MoneyCommand command) {
        if (trace(receipt) <= traceBefore) {
            return false;
        }
        return switch (receipt) {
            case LastReceipt.Charge(CardFacts facts) ->
                isOf(TransactionKind.CHARGE, command, facts);
            case LastReceipt.Refund(CardFacts facts) ->
                isOf(TransactionKind.REFUND, command, facts);
            case LastReceipt.Reversal(CardFacts facts, int originalTrace) -> {
                boolean takenBack = originalTrace > traceBefore;
                assertTrue(takenBack || originalTrace == command.originalTrace(), () -> "" + receipt);
                yield !takenBack && isOf(TransactionKind.REVERSAL, command, facts);
            }
            case LastReceipt.EndOfDay _,LastReceipt.Nothing _,LastReceipt.Failed _,LastReceipt.Unnamed _,LastReceipt.Withheld _ ->
                false;
        };
    }

    private static boolean isOf(TransactionKind kind, MoneyCommand command, CardFacts facts) {
        assertEquals(kind, command.kind(), () -> "a new receipt: " + facts);
        return facts.approved().equals(command.amount());
    }

    /// Pays, recovers, and holds what the till believes against what the terminal did.
    PaymentResult payAndAgree(Money amount) {
        return doAndAgree(MoneyCommand.charge(amount));
    }

    /// The same with any command. Each moves the money of one transaction, once or not at all.
    PaymentResult doAndAgree(MoneyCommand command) {
        long before = rig.simulator.netMinor();
        long linesBefore = lines(command.kind());
        PaymentResult result = rig.run(command, facts -> true);
        boolean moved = moved(result, command);
        long signed = command.kind() == TransactionKind.CHARGE
                ? command.amount().minor()
                : -command.amount().minor();
        assertEquals(moved ? signed : 0, rig.simulator.netMinor() - before,
                () -> result + "\n" + String.join("\n", rig.simulator.ledgerLines()));
        assertTrue(lines(command.kind()) - linesBefore <= 1,
                () -> "done twice: " + rig.simulator.ledgerLines());
        if (result instanceof PaymentResult.Approved(CardFacts facts)) {
            assertEquals(facts, rig.lastDurable());
        }
        return result;
    }

    private long lines(TransactionKind kind) {
        return rig.ledgerLines(switch (kind) {
            case CHARGE -> "charge";
            case REFUND -> "refund";
            case REVERSAL -> "reversal";
        });
    }
}
