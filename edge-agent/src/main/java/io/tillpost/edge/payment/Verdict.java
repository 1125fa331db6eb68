package io.tillpost.edge.payment;

import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.PaymentResolved.Evidence;

/// What the last receipt of a terminal at rest proves of an unresolved attempt. It may be an earlier customer's, so it
/// proves nothing unless everything agrees (ZVT PA00P015, 4.2).
sealed interface Verdict {
    /// The card was charged.
    record Charged(CardFacts facts) implements Verdict {}

    /// The card was not charged, or the charge was taken back. `now` is what the terminal holds last.
    record NotCharged(Evidence evidence, TerminalNumbers now) implements Verdict {}

    /// Nothing is proven; never guessed.
    record Undecided(String detail) implements Verdict {}

    /// Judges by what the terminal says now.
    ///
    /// @param terminalId who answers now, empty if it does not say
    static Verdict of(Attempt attempt, String terminalId, LastReceipt last) {
        TerminalNumbers now = TerminalNumbers.of(last);
        if (now.equals(attempt.before())) {
            return new NotCharged(Evidence.IDLE_WITH_OLD_RECEIPT, now);
        }
        return switch (last) {
            case LastReceipt.Nothing() -> new Undecided("the terminal stores no receipt any more, expected "
                    + attempt.before() + " or a new one");
            case LastReceipt.Charge(var facts) -> agrees(attempt, terminalId, facts)
                    && (attempt.facts() == null || sameTransaction(attempt.facts(), facts))
                            ? new Charged(facts)
                            : differs(attempt, facts);
            case LastReceipt.Refund(var facts) -> differs(attempt, facts);
            case LastReceipt.Reversal(var facts, int originalTrace) -> agrees(attempt, terminalId, facts)
                    && takesBack(attempt, originalTrace)
                            ? new NotCharged(Evidence.REVERSAL, now)
                            : differs(attempt, facts);
        };
    }

    private static boolean agrees(Attempt attempt, String terminalId, CardFacts facts) {
        return TerminalNumbers.of(facts).bothDifferFrom(attempt.before())
                && attempt.agreesInAmount(facts)
                && (terminalId.isEmpty() || facts.terminalId().equals(terminalId));
    }

    private static boolean sameTransaction(CardFacts written, CardFacts facts) {
        return TerminalNumbers.of(written).equals(TerminalNumbers.of(facts))
                && written.terminalId().equals(facts.terminalId());
    }

    private static boolean takesBack(Attempt attempt, int originalTrace) {
        return attempt.facts() == null
                ? originalTrace != attempt.before().trace()
                : originalTrace == attempt.facts().trace();
    }

    private static Verdict differs(Attempt attempt, CardFacts facts) {
        return new Undecided("the last receipt is " + TerminalNumbers.of(facts) + " of terminal "
                + facts.terminalId() + " over " + facts.approved() + ", expected a new one over "
                + attempt.requested());
    }
}
