package io.tillpost.edge.sync;

import java.time.Clock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// When sync does what.
///
/// @param clock what head office's clock is compared with; no pause is measured by it
/// @param monotonicNanos measures pauses and round trips
/// @param random draws the pauses between connections
public record Pace(Timings timings, Clock clock, LongSupplier monotonicNanos, RandomGenerator random) {}
