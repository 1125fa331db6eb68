package io.tillpost.installer.faults.each;

/// A fault did not show what it had to: a refusal, an alarm, a process that ends.
public final class UnseenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param what was expected, and what was seen instead
    public UnseenException(String what) {
        super(what);
    }

    /// Throws unless it holds.
    static void unless(boolean holds, String what) {
        if (!holds) {
            throw new UnseenException(what);
        }
    }
}
