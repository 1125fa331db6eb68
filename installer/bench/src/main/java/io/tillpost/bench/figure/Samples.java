package io.tillpost.bench.figure;

import java.util.Arrays;

/// Times that were measured, in microseconds.
public final class Samples {
    private static final double NANOS_PER_MICRO = 1_000;
    private static final int MICROS_PER_MILLI = 1_000;

    private final long[] sortedMicros;

    /// @param micros at least one
    public Samples(long[] micros) {
        if (micros.length == 0) {
            throw new IllegalArgumentException("no samples, expected one at least");
        }
        sortedMicros = micros.clone();
        Arrays.sort(sortedMicros);
    }

    /// Nanoseconds as the microseconds that a sample is kept in.
    public static long micros(long nanos) {
        return Math.round(nanos / NANOS_PER_MICRO);
    }

    /// The nearest-rank percentile in milliseconds: the smallest sample that `percent` of all do not exceed.
    public double percentileMs(int percent) {
        int rank = Math.ceilDiv(percent * sortedMicros.length, 100);
        return sortedMicros[Math.max(rank, 1) - 1] / (double) MICROS_PER_MILLI;
    }

    /// How many.
    public int count() {
        return sortedMicros.length;
    }
}
