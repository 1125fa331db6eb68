package io.tillpost.protocol.event;

/// Which way an attempt moves money between a card and the store.
public enum AttemptKind {
    /// From the card to the store.
    CHARGE,
    /// Back to a card, as a transaction of its own (ZVT: 06 31).
    REFUND,
    /// Takes back one whole charge of the terminal's open batch (ZVT: 06 30).
    REVERSAL;

    /// Whether money goes back to the customer.
    public boolean givesBack() {
        return this != CHARGE;
    }
}
