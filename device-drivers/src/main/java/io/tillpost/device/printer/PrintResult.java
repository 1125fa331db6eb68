package io.tillpost.device.printer;

/// How a print job ended.
public sealed interface PrintResult {
    /// The printer answered after the last line: it is on paper.
    record Confirmed() implements PrintResult {}

    /// Some of it may be on paper; it must not be printed again silently. `reason` says what was seen.
    record Unconfirmed(String reason) implements PrintResult {}

    /// Nothing was sent: no line, no paper, cover open. Safe to print again.
    record NotStarted(String reason) implements PrintResult {}
}
