package io.tillpost.central.issuer;

import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The issuer's keys as this node knows them. Read again when a token names an unknown key, but not more often than every
/// [#AT_MOST_EVERY], and in the background when they are older than [#FRESH], so that a withdrawn key goes. While the issuer cannot be reached
/// the old ones stay good. Safe for use by all threads.
public final class IssuerKeys {
    static final Duration AT_MOST_EVERY = Duration.ofSeconds(5);
    static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final System.Logger LOG = System.getLogger(IssuerKeys.class.getName());

    private record Known(Map<String, JWK> byId, long atNanos) {}

    private final TrustedIssuer issuer;
    private final KeySet source;
    private final LongSupplier nanoTicker;
    private volatile @Nullable Known known;
    /// Guarded by this, like `lastTry`.
    private @Nullable FutureTask<Boolean> underway;
    private @Nullable Long lastTry;

    /// Fetches nothing yet: a node starts while the issuer is down.
    ///
    /// @param nanoTicker monotonic time in nanoseconds
    public IssuerKeys(TrustedIssuer issuer, Fetch fetch, LongSupplier nanoTicker) {
        this.issuer = issuer;
        this.source = new KeySet(issuer, fetch);
        this.nanoTicker = nanoTicker;
    }

    /// The key of this id.
    ///
    /// @throws IssuerUnreachableException if no keys were ever had and none can be had now
    Optional<JWK> find(String keyId) throws IssuerUnreachableException {
        Known now = known;
        JWK key = now == null ? null : now.byId.get(keyId);
        if (now != null && key != null) {
            if (nanoTicker.getAsLong() - now.atNanos > FRESH.toNanos()) {
                inBackground();
            }
            return Optional.of(key);
        }
        refresh();
        now = known;
        if (now == null) {
            throw new IssuerUnreachableException(issuer.issuer());
        }
        return Optional.ofNullable(now.byId.get(keyId));
    }

    /// A request whose key is at hand does not wait for an issuer that may be down.
    private void inBackground() {
        FutureTask<Boolean> mine = claim();
        if (mine != null) {
            Thread.ofVirtual().name("issuer-keys").start(() -> run(mine));
        }
    }

    /// One thread fetches, outside any lock; others that need the result wait for it.
    private void refresh() {
        FutureTask<Boolean> mine = claim();
        if (mine != null) {
            run(mine);
            return;
        }
        FutureTask<Boolean> others;
        synchronized (this) {
            others = underway;
        }
        if (others != null) {
            await(others);
        }
    }

    /// A fetch for this thread to do; absent if one is underway or it is too early for another.
    private synchronized @Nullable FutureTask<Boolean> claim() {
        long now = nanoTicker.getAsLong();
        if (underway != null || (lastTry != null && now - lastTry < AT_MOST_EVERY.toNanos())) {
            return null;
        }
        lastTry = now;
        var mine = new FutureTask<>(this::load);
        underway = mine;
        return mine;
    }

    private void run(FutureTask<Boolean> mine) {
        try {
            mine.run();
        } finally {
            synchronized (this) {
                underway = null;
            }
        }
    }

    private static void await(FutureTask<Boolean> task) {
        try {
            task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("reading the issuer's keys failed", e);
        } catch (TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "the issuer's keys did not come in time", e);
        }
    }

    private boolean load() {
        try {
            known = new Known(source.read(), nanoTicker.getAsLong());
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING,
                    "keys of issuer " + issuer.issuer() + " cannot be read: " + e.getMessage());
            return false;
        }
    }
}
