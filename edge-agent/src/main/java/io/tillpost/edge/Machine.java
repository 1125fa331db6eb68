package io.tillpost.edge;

import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.masterkey.MasterKeys;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What the composition root takes from the machine and hands to everyone else.
///
/// @param nanoTicker monotonic time in nanoseconds
/// @param secure makes keys and nonces
/// @param credentials the folder where systemd has put some for us
/// @param failpoints [Failpoints#NONE] but in a test of faults
record Machine(Clock clock, RandomGenerator random, IdSource ids, LongSupplier nanoTicker,
        SecureRandom secure, @Nullable Path credentials, Failpoints failpoints) {
    /// Without credentials.
    Machine(Clock clock, RandomGenerator random, IdSource ids, LongSupplier nanoTicker) {
        this(clock, random, ids, nanoTicker, new SecureRandom(), null, Failpoints.NONE);
    }

    /// Fetches master keys.
    MasterKeys masterKeys() {
        return new MasterKeys(credentials, secure);
    }
}
