package io.tillpost.device.terminal;

/// Is told what a terminal shows and prints while it works. Called from the thread that called the terminal; must not
/// block.
public interface TerminalProgress {
    /// Ignores everything.
    TerminalProgress NONE = new TerminalProgress() {
        @Override
        public void shows(int code, String text) {}

        @Override
        public void prints(String line) {}
    };

    /// The terminal shows this now. `code` is its own, `text` readable, free of card numbers.
    void shows(int code, String text);

    /// A line of the terminal's own receipt, free of card numbers.
    void prints(String line);
}
