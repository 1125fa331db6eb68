package io.tillpost.central;

import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.masterkey.MasterKeys;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What the composition root takes from the machine and hands to everyone else.
///
/// @param nanoTicker monotonic time in nanoseconds
/// @param user who runs this, as the operating system calls them
/// @param credentials the folder where systemd has put some for us
/// @param failpoints [Failpoints#NONE] but in a test of faults
record Machine(Clock clock, SecureRandom random, IdSource ids, LongSupplier nanoTicker,
        String user, @Nullable Path credentials, Failpoints failpoints) {
    /// Without credentials, of nobody.
    Machine(Clock clock, SecureRandom random, IdSource ids, LongSupplier nanoTicker) {
        this(clock, random, ids, nanoTicker, "nobody", null, Failpoints.NONE);
    }

    /// Fetches master keys.
    MasterKeys masterKeys() {
        return new MasterKeys(credentials, random);
    }
}
