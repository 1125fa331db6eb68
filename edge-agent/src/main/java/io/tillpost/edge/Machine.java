package io.tillpost.edge;

import io.tillpost.protocol.journal.IdSource;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What the composition root takes from the machine and hands to everyone else.
///
/// @param nanoTicker monotonic time in nanoseconds
record Machine(Clock clock, RandomGenerator random, IdSource ids, LongSupplier nanoTicker) {
    /// Randomness for keys: the machine's own, also where a test chose the other.
    SecureRandom strongRandom() {
        return random instanceof SecureRandom strong ? strong : new SecureRandom();
    }
}
