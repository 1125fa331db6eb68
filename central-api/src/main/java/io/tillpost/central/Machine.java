package io.tillpost.central;

import io.tillpost.protocol.journal.IdSource;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.LongSupplier;

/// What the composition root takes from the machine and hands to everyone else.
///
/// @param nanoTicker monotonic time in nanoseconds
record Machine(Clock clock, SecureRandom random, IdSource ids, LongSupplier nanoTicker) {}
