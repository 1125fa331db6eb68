package io.tillpost.edge.payment;

import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.protocol.card.CardFacts;
import org.jspecify.annotations.Nullable;

/// The numbers of the last transaction that a terminal stores; -1 if it stores none. A later transaction has both new.
///
/// @param receiptNumber -1 also of an end of day
/// @param trace 0 of an end of day that states none
/// @param terminalId who stores it, empty if it does not say; absent where this is known from an event, or from a record of
/// before it was kept
public record TerminalNumbers(int receiptNumber, int trace, @Nullable String terminalId) {
    static final TerminalNumbers UNKNOWN = new TerminalNumbers(-1, -1, null);

    static TerminalNumbers of(CardFacts facts) {
        return new TerminalNumbers(facts.receiptNumber(), facts.trace(), facts.terminalId());
    }

    /// @param terminalId who answers, for what has no receipt that says so
    static TerminalNumbers of(LastReceipt last, String terminalId) {
        return switch (last) {
            case LastReceipt.Charge(var facts) -> of(facts);
            case LastReceipt.Reversal(var facts, _) -> of(facts);
            case LastReceipt.Refund(var facts) -> of(facts);
            case LastReceipt.EndOfDay(int trace) -> new TerminalNumbers(-1, trace, terminalId);
            case LastReceipt.Nothing() -> new TerminalNumbers(-1, -1, terminalId);
        };
    }

    boolean bothDifferFrom(TerminalNumbers other) {
        return receiptNumber != other.receiptNumber && trace != other.trace;
    }

    /// Whether these can be the numbers of the same transaction.
    boolean agreeWith(TerminalNumbers other) {
        return receiptNumber == other.receiptNumber && trace == other.trace
                && (terminalId == null || other.terminalId == null || terminalId.equals(other.terminalId));
    }

    /// Whether a terminal that stored `before` and stores this has stored nothing in between. What has no receipt tells that
    /// only of a terminal that says who it is, since another one may stand in its place; and an end of day without a trace
    /// number looks like the next one.
    boolean areStill(TerminalNumbers before) {
        boolean named = before.terminalId == null ? receiptNumber >= 0 : !before.terminalId.isEmpty();
        return agreeWith(before) && named && trace != 0;
    }
}
