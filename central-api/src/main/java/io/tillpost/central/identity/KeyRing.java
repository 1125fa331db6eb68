package io.tillpost.central.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// The signing keys as this node knows them: the newest signs, all verify. Safe for use by all threads.
public final class KeyRing {
    /// A made-up key id makes this node ask the database no more often than that.
    private static final Duration RELOAD_AT_MOST_EVERY = Duration.ofSeconds(5);

    private final Database database;
    private final SigningKeys keys;
    private final LongSupplier nanoTicker;
    private volatile List<ECKey> known;
    /// Guarded by this.
    private long lastReloadNanos;

    private KeyRing(Database database, SigningKeys keys, List<ECKey> known, LongSupplier nanoTicker) {
        this.database = database;
        this.keys = keys;
        this.known = known;
        this.nanoTicker = nanoTicker;
        this.lastReloadNanos = nanoTicker.getAsLong();
    }

    /// Loads the keys; makes the first one if there is none.
    public static KeyRing open(Database database, SigningKeys keys, Clock clock, SecureRandom random,
            LongSupplier nanoTicker) {
        List<ECKey> known = database.inTransaction(transaction -> {
            List<ECKey> kept = keys.allLocked(transaction);
            return kept.isEmpty() ? List.of(addFirst(transaction, keys, clock, random)) : kept;
        });
        return new KeyRing(database, keys, known, nanoTicker);
    }

    private static ECKey addFirst(Transaction transaction, SigningKeys keys, Clock clock,
            SecureRandom random) {
        try {
            var key = new ECKeyGenerator(Curve.P_256).keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .secureRandom(random)
                    .generate();
            keys.add(transaction, key, clock.instant());
            return key;
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java has P-256", e);
        }
    }

    ECKey signingKey() {
        return known.getFirst();
    }

    /// The key of this id, also if another node made it since this one looked last.
    Optional<ECKey> verificationKey(String keyId) {
        Optional<ECKey> key = find(keyId);
        if (key.isEmpty() && mayReload()) {
            known = database.inTransaction(keys::all);
            return find(keyId);
        }
        return key;
    }

    private Optional<ECKey> find(String keyId) {
        return known.stream().filter(key -> key.getKeyID().equals(keyId)).findFirst();
    }

    private synchronized boolean mayReload() {
        long now = nanoTicker.getAsLong();
        if (now - lastReloadNanos < RELOAD_AT_MOST_EVERY.toNanos()) {
            return false;
        }
        lastReloadNanos = now;
        return true;
    }

    /// The public parts, as a JWK set (RFC 7517, 5).
    public String publicKeysJson() {
        return new JWKSet(List.copyOf(known)).toPublicJWKSet().toString();
    }
}
