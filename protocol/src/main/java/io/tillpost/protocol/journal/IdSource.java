package io.tillpost.protocol.journal;

import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Where ids come from. Handed in, so that a test decides them.
@FunctionalInterface
public interface IdSource {
    /// A new id that nobody else has.
    UUID next();

    /// UUIDv7 (RFC 9562, 5.7) from this clock and randomness. Ids of one source are ordered, also when the clock
    /// steps back. Safe for use by several threads if `random` is.
    static IdSource uuidV7(Clock clock, RandomGenerator random) {
        return new UuidV7(clock, random);
    }
}
