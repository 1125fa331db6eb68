package io.tillpost.protocol.failpoint;

/// Hears of the places that a program passes where dying hurts most. Names are stable, lower-case words with dots and
/// hyphens, e.g. `journal.before-commit`; they are listed in docs/reference/faults.md.
@FunctionalInterface
public interface Failpoints {
    /// Nothing happens.
    Failpoints NONE = _ -> {};

    /// The program is at `point`. May never return, may return late, and in simulations may throw an [Error].
    void reached(String point);
}
