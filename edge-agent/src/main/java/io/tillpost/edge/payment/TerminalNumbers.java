package io.tillpost.edge.payment;

import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.protocol.card.CardFacts;
import org.jspecify.annotations.Nullable;

/// The numbers of the last transaction that a terminal stores; -1 if it stores none. A later transaction has both new.
///
/// @param receiptNumber -1 also of an end of day; -2 of what has no receipt that could be told: a failed transaction, or what
/// the terminal does not say
/// @param trace 0 where the terminal states none
/// @param terminalId who stores it, empty if it does not say; absent where this is known from an event, or from a record of
/// before it was kept
public record TerminalNumbers(int receiptNumber, int trace, @Nullable String terminalId) {
    private static final int UNTOLD = -2;
    private static final int LARGEST_TRACE = 999_999;
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
            case LastReceipt.Failed(_, _, int trace) -> new TerminalNumbers(UNTOLD, trace, terminalId);
            case LastReceipt.Unnamed(int trace) -> new TerminalNumbers(UNTOLD, trace, terminalId);
            case LastReceipt.Withheld _ -> new TerminalNumbers(UNTOLD, 0, terminalId);
        };
    }

    /// Whether these can only be of a transaction after the one that had `before`. Where that had no receipt, the terminal may
    /// show the receipt of an older one next: only a later trace number is new then.
    boolean areNewAfter(TerminalNumbers before) {
        return before.untold()
                ? before.trace > 0 && trace > before.trace
                : receiptNumber != before.receiptNumber && trace != before.trace;
    }

    /// Whether they are known to be of another terminal than the one that says its name.
    ///
    /// @param who empty if it does not say
    boolean areOfAnother(String who) {
        return terminalId != null && !terminalId.isEmpty() && !who.isEmpty() && !terminalId.equals(who);
    }

    /// Whether these are not the numbers of a receipt, nor those of a terminal that has none.
    boolean untold() {
        return receiptNumber == UNTOLD;
    }

    /// Whether nothing that has a trace number lies between the two.
    boolean followsDirectly(TerminalNumbers before) {
        return before.trace > 0 && trace == before.trace % LARGEST_TRACE + 1;
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
