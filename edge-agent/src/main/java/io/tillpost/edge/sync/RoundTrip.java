package io.tillpost.edge.sync;

/// How long head office takes to answer, smoothed as TCP does it (RFC 6298, section 2: one eighth of each new sample).
final class RoundTrip {
    private static final int SMOOTHING = 8;
    private static final int MULTIPLE = 4;
    private static final int DOUBLINGS_MAX = 16;

    private final long minNanos;
    private final long maxNanos;
    private long smoothedNanos;

    RoundTrip(Timings timings) {
        this.minNanos = timings.retryMin().toNanos();
        this.maxNanos = timings.retryMax().toNanos();
    }

    /// Only for what was sent once: an answer to a repetition says not which sending it answers.
    /// Longer than the longest wait says nothing of head office: the box stood still.
    void sample(long nanos) {
        long most = Math.min(nanos, Math.max(maxNanos, minNanos));
        smoothedNanos = smoothedNanos == 0 ? most : smoothedNanos + (most - smoothedNanos) / SMOOTHING;
    }

    /// How long to wait before sending again what was sent `sendings` times: doubled each time, so that a slow head
    /// office is not asked faster than it answers.
    long retryAfterNanos(int sendings) {
        long first = Math.max(minNanos, MULTIPLE * smoothedNanos);
        int doublings = Math.min(sendings - 1, DOUBLINGS_MAX);
        return Math.min(Math.max(maxNanos, minNanos), first << doublings);
    }
}
