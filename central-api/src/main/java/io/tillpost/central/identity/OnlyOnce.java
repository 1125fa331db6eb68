package io.tillpost.central.identity;

import io.tillpost.central.database.Database;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Lets every assertion and proof through once, on all nodes together. Clears away in passing what has expired. Safe for
/// use by all threads.
public final class OnlyOnce {
    private static final Duration PURGE_AT_MOST_EVERY = Duration.ofMinutes(1);

    private final Database database;
    private final UsedProofs used;
    private final Clock clock;
    private final LongSupplier nanoTicker;
    private final AtomicLong purgedNanos;

    /// @param nanoTicker monotonic time in nanoseconds
    public OnlyOnce(Database database, UsedProofs used, Clock clock, LongSupplier nanoTicker) {
        this.database = database;
        this.used = used;
        this.clock = clock;
        this.nanoTicker = nanoTicker;
        this.purgedNanos = new AtomicLong(nanoTicker.getAsLong());
    }

    /// Whether this is its first use. The answer is durable when it is given.
    boolean isFirst(UsedProofs.Kind kind, String owner, String jti, Instant expiresAt) {
        Hash digest = Sha256.of(jti);
        boolean purge = isTimeToPurge();
        return database.inTransaction(transaction -> {
            if (purge) {
                used.purge(transaction, clock.instant().minus(TokenRules.CLOCK_SKEW.multipliedBy(2)));
            }
            return used.use(transaction, kind, owner, digest, expiresAt);
        });
    }

    private boolean isTimeToPurge() {
        long last = purgedNanos.get();
        long now = nanoTicker.getAsLong();
        return now - last >= PURGE_AT_MOST_EVERY.toNanos() && purgedNanos.compareAndSet(last, now);
    }
}
