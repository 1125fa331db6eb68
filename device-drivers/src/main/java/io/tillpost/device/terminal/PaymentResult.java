package io.tillpost.device.terminal;

import io.tillpost.protocol.card.CardFacts;

/// How a [CardTerminal#pay], [CardTerminal#refund] or [CardTerminal#reverse] ended; what moved goes the way of the command.
/// `Unknown` is a real answer: the money may or may not have moved.
public sealed interface PaymentResult {
    /// Moved: the till has it durably and the terminal has confirmed that it knows so.
    record Approved(CardFacts facts) implements PaymentResult {}

    /// The till has the approval durably, but the terminal has not confirmed that it knows so; it may reverse.
    record ApprovedUnconfirmed(CardFacts facts, String lastStep) implements PaymentResult {}

    /// Not moved: the issuer or the terminal said no. `code` is the terminal's result code, `text` what it showed.
    record Declined(int code, String text) implements PaymentResult {}

    /// Not moved: the terminal cannot take that charge back, e.g. because its batch was closed, and its last receipt is not of
    /// a reversal of it. `code` and `text` as of a refusal.
    record NotReversible(int code, String text) implements PaymentResult {}

    /// Not moved: the terminal ended the command itself before any approval (stop key, time-out, card removed).
    record Ended(int code, String text) implements PaymentResult {}

    /// Not moved: the command never reached the terminal, or the terminal refused to begin.
    record NotStarted(String reason) implements PaymentResult {}

    /// The till refused the approval (commit point, or another amount than asked for) and the terminal has reversed it,
    /// proven by the reversal's own receipt. `facts` are those of the approval that was taken back. A reversal that the
    /// till refused is not undone by ZVT terminals and ends as `Unknown`.
    record Reversed(CardFacts facts) implements PaymentResult {}

    /// Nobody knows yet. `lastStep` says how far the dialogue came.
    record Unknown(String lastStep) implements PaymentResult {}
}
