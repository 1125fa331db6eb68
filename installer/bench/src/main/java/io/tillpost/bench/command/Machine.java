package io.tillpost.bench.command;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.LongSupplier;

/// What a bench takes from the machine.
///
/// @param nanoTime monotonic time in nanoseconds
public record Machine(Clock clock, SecureRandom random, LongSupplier nanoTime) {}
