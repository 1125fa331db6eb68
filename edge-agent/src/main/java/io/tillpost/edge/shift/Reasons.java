package io.tillpost.edge.shift;

import org.jspecify.annotations.Nullable;

/// The one shape of a reason in words.
public final class Reasons {
    /// As much as fits some lines of a receipt.
    private static final int LONGEST = 200;

    private Reasons() {}

    /// Returns `reason` if it says something; else throws [IllegalArgumentException].
    public static String check(@Nullable String reason) {
        if (reason == null || reason.isBlank() || reason.length() > LONGEST) {
            throw new IllegalArgumentException("reason " + (reason == null
                    ? "missing"
                    : "of "
                            + reason.strip().length() + " characters")
                    + ", expected 1 to " + LONGEST
                    + " characters in words");
        }
        return reason;
    }
}
