package io.tillpost.bench.figure;

import org.jspecify.annotations.Nullable;

/// One measured figure.
///
/// @param name stable, as in JSON, e.g. `scan_p95_ms`
/// @param what in words
/// @param atMost the limit, absent for a figure that is only reported
public record Figure(String name, String what, double value, @Nullable Double atMost) {
    /// Whether it keeps its limit, if it has one.
    public boolean holds() {
        return atMost == null || value <= atMost;
    }
}
