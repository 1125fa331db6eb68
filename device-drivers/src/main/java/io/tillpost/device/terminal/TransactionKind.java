package io.tillpost.device.terminal;

/// What a terminal can be asked to do with money.
public enum TransactionKind {
    /// [CardTerminal#pay].
    CHARGE,
    /// [CardTerminal#refund].
    REFUND,
    /// [CardTerminal#reverse].
    REVERSAL
}
