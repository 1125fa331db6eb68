package io.tillpost.device.terminal;

/// What a terminal does right now. `text` is its own word for it, with the code.
public record TerminalState(Condition condition, String text) {
    /// Ready, working on a transaction, waiting for an end-of-day or the like, or out of order.
    public enum Condition {
        IDLE, BUSY, NEEDS_END_OF_DAY, NEEDS_INITIALISATION, OUT_OF_ORDER
    }
}
