package io.tillpost.central.identity;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.DatabaseException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The signing keys as this node knows them: the newest whose time has come signs, all that live verify. Looks into the
/// database once a minute while it is used, so a rotation by any node or by hand is known to all long before the new key
/// signs. Safe for use by all threads.
public final class KeyRing {
    /// Far below [KeyRotation#ANNOUNCED_FOR].
    static final Duration LOOK_EVERY = Duration.ofMinutes(1);
    /// A made-up key id makes this node ask the database no more often than that.
    private static final Duration SEARCH_AT_MOST_EVERY = Duration.ofSeconds(5);
    private static final System.Logger LOG = System.getLogger(KeyRing.class.getName());

    private final Database database;
    private final SigningKeys keys;
    private final KeyRotation rotation;
    private final Clock clock;
    private final Pace looks;
    /// Apart from looks: made-up key ids must not put off those, by which the next key is announced.
    private final Pace searches;
    private volatile List<SigningKey> known;

    private KeyRing(Database database, SigningKeys keys, KeyRotation rotation, List<SigningKey> known,
            Clock clock, LongSupplier nanoTicker) {
        this.database = database;
        this.keys = keys;
        this.rotation = rotation;
        this.known = known;
        this.clock = clock;
        this.looks = new Pace(LOOK_EVERY, nanoTicker);
        this.searches = new Pace(SEARCH_AT_MOST_EVERY, nanoTicker);
    }

    /// Loads the keys; makes the first one if there is none.
    ///
    /// @param nanoTicker monotonic time in nanoseconds
    public static KeyRing open(Database database, SigningKeys keys, KeyRotation rotation, Clock clock,
            LongSupplier nanoTicker) {
        return new KeyRing(database, keys, rotation, database.inTransaction(rotation::kept), clock,
                nanoTicker);
    }

    ECKey signingKey() {
        return KeyRotation.signing(current(), clock.instant()).orElseGet(() -> known.getLast()).key();
    }

    /// The key of this id, also if another node made it since this one looked last.
    Optional<ECKey> verificationKey(String keyId) {
        Optional<ECKey> key = find(current(), keyId);
        if (key.isEmpty() && searches.mayGo()) {
            known = database.inTransaction(keys::all);
            return find(known, keyId);
        }
        return key;
    }

    private Optional<ECKey> find(List<SigningKey> newestFirst, String keyId) {
        return rotation.living(newestFirst, clock.instant())
                .stream()
                .filter(key -> key.id().equals(keyId))
                .map(SigningKey::key)
                .findFirst();
    }

    /// What is known, no more than a minute old. A database that is away is no reason to stop signing and verifying.
    private List<SigningKey> current() {
        if (looks.mayGo()) {
            try {
                known = database.inTransaction(transaction -> {
                    List<SigningKey> all = keys.all(transaction);
                    return rotation.isDue(all) ? rotation.kept(transaction) : all;
                });
            } catch (DatabaseException e) {
                LOG.log(Level.WARNING, "signing keys were not looked at again: " + e.getMessage());
            }
        }
        return known;
    }

    /// Lets something be done no more often than that, for the first time so long after it was made.
    private static final class Pace {
        private final Duration atMostEvery;
        private final LongSupplier nanoTicker;
        /// Guarded by this.
        private long lastNanos;

        Pace(Duration atMostEvery, LongSupplier nanoTicker) {
            this.atMostEvery = atMostEvery;
            this.nanoTicker = nanoTicker;
            this.lastNanos = nanoTicker.getAsLong();
        }

        synchronized boolean mayGo() {
            long now = nanoTicker.getAsLong();
            if (now - lastNanos < atMostEvery.toNanos()) {
                return false;
            }
            lastNanos = now;
            return true;
        }
    }

    /// The public parts, as a JWK set (RFC 7517, 5).
    public String publicKeysJson() {
        Instant now = clock.instant();
        List<JWK> published = rotation.living(current(), now)
                .stream()
                .<JWK>map(SigningKey::key)
                .toList();
        return new JWKSet(published).toPublicJWKSet().toString();
    }
}
