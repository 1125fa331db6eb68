package io.tillpost.device.terminal;

/// What came of a question to a terminal.
public sealed interface TerminalAnswer<T> {
    /// The terminal answered.
    record Answered<T>(T value) implements TerminalAnswer<T> {}

    /// The terminal answered that it cannot, e.g. it is busy. `code` is its own result code.
    record Refused<T>(int code, String text) implements TerminalAnswer<T> {}

    /// No answer: the line is lost, silent or speaks another protocol. `reason` says which.
    record Unreachable<T>(String reason) implements TerminalAnswer<T> {}
}
