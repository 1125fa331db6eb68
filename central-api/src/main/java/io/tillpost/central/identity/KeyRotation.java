package io.tillpost.central.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.tillpost.central.database.Transaction;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The life of signing keys: published, later used, later only verified with, later destroyed. Safe for use by all
/// threads and nodes; whoever is first does it.
public final class KeyRotation {
    /// How long others may keep the published keys, as `Cache-Control` tells them.
    public static final Duration JWKS_CACHE_AGE = Duration.ofMinutes(5);
    /// How long a key is published before it signs: other parties' caches, ours ([KeyRing]), and time to spare.
    public static final Duration ANNOUNCED_FOR = Duration.ofMinutes(15);

    /// How far the clocks of two nodes may be apart. A key that is to sign later than an announcement and this from now was
    /// announced by a clock that was ahead. It verifies, and counts for nothing else until its time is near.
    private static final Duration CLOCKS_DIFFER_AT_MOST = Duration.ofMinutes(5);

    private final SigningKeys keys;
    private final Duration tokenLifetime;
    private final Duration signsFor;
    private final Clock clock;
    private final SecureRandom random;

    /// @param tokenLifetime how long tokens are good
    /// @param signsFor after how long a key gets a successor
    public KeyRotation(SigningKeys keys, Duration tokenLifetime, Duration signsFor, Clock clock,
            SecureRandom random) {
        this.keys = keys;
        this.tokenLifetime = tokenLifetime;
        this.signsFor = signsFor;
        this.clock = clock;
        this.random = random;
    }

    /// All keys, after making the first one if there is none, and the next one if the newest is old enough.
    List<SigningKey> kept(Transaction transaction) {
        List<SigningKey> kept = keys.allLocked(transaction);
        Instant now = clock.instant();
        if (timely(kept, now).isEmpty()) {
            add(transaction, now, now);
        } else if (isDue(kept)) {
            replaceNewest(transaction, kept, now);
        } else {
            return kept;
        }
        return keys.all(transaction);
    }

    /// Whether the newest key has signed for so long that its successor is to be announced.
    boolean isDue(List<SigningKey> kept) {
        Instant now = clock.instant();
        List<SigningKey> timely = timely(kept, now);
        return timely.isEmpty()
                || !now.isBefore(timely.getFirst().signsFrom().plus(signsFor).minus(ANNOUNCED_FOR));
    }

    private static List<SigningKey> timely(List<SigningKey> kept, Instant now) {
        return kept.stream().filter(key -> !isAhead(key, now)).toList();
    }

    /// Whether a key was announced by a clock that was ahead of this one.
    public static boolean isAhead(SigningKey key, Instant now) {
        return key.signsFrom().isAfter(now.plus(ANNOUNCED_FOR).plus(CLOCKS_DIFFER_AT_MOST));
    }

    /// Announces the next key, unless one is announced already; returns it in both cases.
    public SigningKey announce(Transaction transaction) {
        List<SigningKey> kept = keys.allLocked(transaction);
        Instant now = clock.instant();
        List<SigningKey> timely = timely(kept, now);
        if (timely.isEmpty()) {
            return add(transaction, now, now);
        }
        return timely.getFirst().signsFrom().isAfter(now)
                ? timely.getFirst()
                : replaceNewest(transaction, kept, now);
    }

    private SigningKey replaceNewest(Transaction transaction, List<SigningKey> kept, Instant now) {
        var living = living(kept, now);
        kept.stream().filter(key -> !living.contains(key)).forEach(key -> keys.remove(transaction, key.id()));
        return add(transaction, now, now.plus(ANNOUNCED_FOR));
    }

    private SigningKey add(Transaction transaction, Instant now, Instant signsFrom) {
        try {
            var key = new SigningKey(new ECKeyGenerator(Curve.P_256).keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .secureRandom(random)
                    .generate(), now, signsFrom);
            keys.add(transaction, key);
            return key;
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java has P-256", e);
        }
    }

    /// The one that signs now: the latest whose time has come.
    public static Optional<SigningKey> signing(List<SigningKey> newestFirst, Instant now) {
        return newestFirst.stream().filter(key -> !key.signsFrom().isAfter(now)).findFirst();
    }

    /// Those with which tokens may still be verified: a key that was replaced counts until the last token that it can
    /// have signed has expired.
    public List<SigningKey> living(List<SigningKey> newestFirst, Instant now) {
        var living = new ArrayList<SigningKey>();
        for (int i = 0; i < newestFirst.size(); i++) {
            if (i == 0 || now.isBefore(lastTokenExpires(newestFirst.get(i - 1)))) {
                living.add(newestFirst.get(i));
            }
        }
        return living;
    }

    /// Nodes' clocks differ, and a node may have loaded the keys a minute ago.
    private Instant lastTokenExpires(SigningKey successor) {
        return successor.signsFrom().plus(tokenLifetime).plus(TokenRules.CLOCK_SKEW.multipliedBy(2));
    }
}
