package io.tillpost.device.terminal;

import io.tillpost.protocol.card.CardFacts;

/// The moment between the terminal's approval and the till's receipt of it. Until the till has answered, the terminal
/// can still take the payment back.
@FunctionalInterface
public interface CommitPoint {
    /// Writes the approval to stable storage and returns true, at once (well under 4 s). False or an exception makes
    /// the driver ask the terminal to undo it, which a reversal may survive. Called from a platform thread of the driver, at most once per
    /// command, and [CardTerminal#pay], `refund` or `reverse` does not return before this has returned.
    boolean durable(CardFacts approval);
}
