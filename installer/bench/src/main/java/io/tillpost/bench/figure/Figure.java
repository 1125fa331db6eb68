package io.tillpost.bench.figure;

import org.jspecify.annotations.Nullable;

/// One measured figure.
///
/// @param name stable, as in JSON, e.g. `scan_p95_ms`
/// @param what in words
/// @param atMost the limit, absent for a figure that is only reported
/// @param atLeast the mark, absent likewise
public record Figure(String name, String what, double value, @Nullable Double atMost,
        @Nullable Double atLeast) {
    /// A figure that has to stay below a limit, or is only reported.
    public Figure(String name, String what, double value, @Nullable Double atMost) {
        this(name, what, value, atMost, null);
    }

    /// A figure that has to reach a mark.
    public static Figure reaching(String name, String what, double value, double atLeast) {
        return new Figure(name, what, value, null, atLeast);
    }

    /// Whether it keeps its limit and reaches its mark, if it has them. What is no number does neither.
    public boolean holds() {
        return (atMost == null || value <= atMost) && (atLeast == null || value >= atLeast);
    }
}
