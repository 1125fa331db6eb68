package io.tillpost.bench.sync;

import java.util.List;

/// The middle of what was measured.
final class Median {
    private Median() {}

    /// @param values at least one; of an even number the mean of the middle two
    static double of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values, expected one at least");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
