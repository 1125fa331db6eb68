package io.tillpost.device.terminal.zvt;

/// What became of a message that the till sent.
enum Delivery {
    /// The terminal has it whole.
    DELIVERED,
    /// The terminal said each time that it came damaged: it does not have it.
    REFUSED,
    /// Nobody knows.
    UNCERTAIN
}
