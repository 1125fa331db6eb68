package io.tillpost.bench.identity;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Slices that were measured right after each other, in requests per second.
///
/// @param open without the identity check
/// @param token with it, by a token
/// @param key with it, by an API key
record Pair(double open, double token, double key) {
    double tokenRatio() {
        return token / open;
    }

    double keyRatio() {
        return key / open;
    }

    /// The median over all pairs: what else runs on the machine spoils some of them, and not this.
    static double median(List<Pair> pairs, ToDoubleFunction<Pair> figure) {
        double[] sorted = pairs.stream().mapToDouble(figure).toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no pairs, expected one at least");
        }
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
