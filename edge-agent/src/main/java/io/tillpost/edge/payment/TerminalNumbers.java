package io.tillpost.edge.payment;

import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.protocol.card.CardFacts;

/// The numbers of the last transaction that a terminal stores; -1 if it stores none. A later transaction has both new.
public record TerminalNumbers(int receiptNumber, int trace) {
    static final TerminalNumbers NONE = new TerminalNumbers(-1, -1);

    static TerminalNumbers of(CardFacts facts) {
        return new TerminalNumbers(facts.receiptNumber(), facts.trace());
    }

    static TerminalNumbers of(LastReceipt last) {
        return switch (last) {
            case LastReceipt.Charge(var facts) -> of(facts);
            case LastReceipt.Reversal(var facts, _) -> of(facts);
            case LastReceipt.Refund(var facts) -> of(facts);
            case LastReceipt.Nothing() -> NONE;
        };
    }

    boolean bothDifferFrom(TerminalNumbers other) {
        return receiptNumber != other.receiptNumber && trace != other.trace;
    }
}
