package io.tillpost.bench.journal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/// One slice of each kind, right after each other on the same disk.
record Round(Map<Kind, Slice> slices) {
    /// What a slice shows.
    enum Kind {
        FLOOR_SINGLE, SINGLE, FLOOR_EIGHT, EIGHT
    }

    Slice slice(Kind kind) {
        return Objects.requireNonNull(slices.get(kind));
    }

    double perSecond(Kind kind) {
        return slice(kind).perSecond();
    }

    double ratioSingle() {
        return perSecond(Kind.SINGLE) / perSecond(Kind.FLOOR_SINGLE);
    }

    double ratioEight() {
        return perSecond(Kind.EIGHT) / perSecond(Kind.FLOOR_EIGHT);
    }

    double groupGain() {
        return perSecond(Kind.EIGHT) / perSecond(Kind.SINGLE);
    }

    /// The value that `percent` of the rounds do not exceed (nearest rank): what else uses the disk spoils some, not all.
    static double percentile(List<Round> rounds, ToDoubleFunction<Round> figure, int percent) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("no rounds, expected one at least");
        }
        return sorted[Math.max(Math.ceilDiv(percent * sorted.length, 100), 1) - 1];
    }

    /// How long the appends of that kind took, over all rounds.
    static long[] micros(List<Round> rounds, Kind kind) {
        return rounds.stream().flatMapToLong(round -> Arrays.stream(round.slice(kind).micros())).toArray();
    }
}
