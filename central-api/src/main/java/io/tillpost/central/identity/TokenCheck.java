package io.tillpost.central.identity;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tillpost.central.database.Database;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Checks access tokens (RFC 9068, 4) against the keys of this installation alone: whatever key a token's header brings
/// or points to (`jwk`, `jku`, `x5u`, `x5c`) is a reason to refuse it, and no algorithm but ES256 is accepted (RFC 8725, 3.1). A token
/// that was good is remembered by its SHA-256 until it expires or is revoked, because a signature costs 0.4 ms. Safe for
/// all threads.
public final class TokenCheck {
    private static final String ID = "jti";
    private static final int LONGEST_TOKEN_CHARS = 8 * 1024;
    /// Some 5 MB; ten times what hundreds of clients hold at once.
    private static final int MOST_REMEMBERED = 10_000;

    private final KeyRing keys;
    private final TokenRules rules;
    private final Database database;
    private final RevokedTokens revoked;
    private final Clock clock;
    private final LongSupplier nanoTicker;
    private final Map<Hash, Remembered> remembered = new ConcurrentHashMap<>();

    /// @param aliveNanos when it was last known not to be revoked
    private record Remembered(TokenVerdict.Valid valid, long aliveNanos) {}

    /// @param nanoTicker monotonic time in nanoseconds
    public TokenCheck(KeyRing keys, TokenRules rules, Database database, RevokedTokens revoked, Clock clock,
            LongSupplier nanoTicker) {
        this.keys = keys;
        this.rules = rules;
        this.database = database;
        this.revoked = revoked;
        this.clock = clock;
        this.nanoTicker = nanoTicker;
    }

    /// Judges a token. One that was revoked is refused within 5 s on every node, also if it is remembered.
    public TokenVerdict judge(String token) {
        if (!Jws.isCompact(token, LONGEST_TOKEN_CHARS)) {
            return new TokenVerdict.Refused("token is not a signed JWT of ours");
        }
        Hash digest = Sha256.of(token);
        Remembered earlier = remembered.get(digest);
        if (earlier != null && clock.instant().isBefore(earlier.valid.expiresAt())) {
            return judgeAgain(digest, earlier);
        }
        TokenVerdict verdict = judgeAnew(token);
        return verdict instanceof TokenVerdict.Valid valid ? unlessRevoked(digest, valid) : verdict;
    }

    private TokenVerdict judgeAgain(Hash digest, Remembered earlier) {
        return nanoTicker.getAsLong() - earlier.aliveNanos < LiveClients.FRESH.toNanos()
                ? earlier.valid
                : unlessRevoked(digest, earlier.valid);
    }

    private TokenVerdict unlessRevoked(Hash digest, TokenVerdict.Valid valid) {
        long now = nanoTicker.getAsLong();
        if (database.inTransaction(transaction -> revoked.contains(transaction, valid.tokenId()))) {
            remembered.remove(digest);
            return new TokenVerdict.Refused("token was revoked");
        }
        remember(digest, new Remembered(valid, now));
        return valid;
    }

    private void remember(Hash digest, Remembered alive) {
        if (remembered.size() >= MOST_REMEMBERED) {
            Instant now = clock.instant();
            remembered.values().removeIf(old -> !now.isBefore(old.valid.expiresAt()));
        }
        if (remembered.size() < MOST_REMEMBERED || remembered.containsKey(digest)) {
            remembered.put(digest, alive);
        }
    }

    private TokenVerdict judgeAnew(String token) {
        try {
            var jwt = SignedJWT.parse(token);
            Optional<String> objection = objectionToHeader(jwt.getHeader());
            if (objection.isPresent()) {
                return new TokenVerdict.Refused(objection.get());
            }
            if (!isSignedByUs(jwt)) {
                return new TokenVerdict.Refused("signature is not ours");
            }
            var claims = jwt.getJWTClaimsSet();
            objection = objectionToClaims(claims);
            return objection.isPresent() ? new TokenVerdict.Refused(objection.get()) : valid(claims);
        } catch (ParseException | IllegalArgumentException _) {
            return new TokenVerdict.Refused("token is not a signed JWT of ours");
        }
    }

    private static Optional<String> objectionToHeader(JWSHeader header) {
        if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())) {
            return Optional.of("algorithm is not ES256");
        }
        if (header.getType() == null || !header.getType().toString().equalsIgnoreCase("at+jwt")) {
            return Optional.of("typ is not at+jwt");
        }
        if (header.getJWK() != null) {
            return Optional.of("header brings a key along (jwk)");
        }
        return Jws.objection(header);
    }

    private boolean isSignedByUs(SignedJWT jwt) {
        String keyId = jwt.getHeader().getKeyID();
        if (keyId == null) {
            return false;
        }
        var key = keys.verificationKey(keyId);
        return key.isPresent() && Jws.isSignedBy(jwt, key.get());
    }

    private Optional<String> objectionToClaims(JWTClaimsSet claims) throws ParseException {
        Instant now = clock.instant();
        if (!rules.issuer().equals(claims.getIssuer())) {
            return Optional.of("issuer is another");
        }
        if (!claims.getAudience().contains(rules.audience())) {
            return Optional.of("audience is another");
        }
        if (claims.getExpirationTime() == null || !now.isBefore(claims.getExpirationTime().toInstant())) {
            return Optional.of("token has expired");
        }
        if (claims.getNotBeforeTime() != null
                && claims.getNotBeforeTime().toInstant().isAfter(now.plus(TokenRules.CLOCK_SKEW))) {
            return Optional.of("token is not good yet");
        }
        for (String name : List.of(AccessTokens.CLIENT, AccessTokens.TENANT, AccessTokens.SCOPE, ID)) {
            if (claims.getStringClaim(name) == null) {
                return Optional.of("claim " + name + " is missing");
            }
        }
        return Optional.empty();
    }

    private static @Nullable Hash deviceKey(JWTClaimsSet claims) throws ParseException {
        String key = claims.getStringClaim(AccessTokens.DEVICE_KEY);
        return key == null ? null : Hash.parse(key);
    }

    private static TokenVerdict.Valid valid(JWTClaimsSet claims) throws ParseException {
        List<String> stores = claims.getStringListClaim(AccessTokens.STORES);
        return new TokenVerdict.Valid(claims.getStringClaim(AccessTokens.TENANT),
                claims.getStringClaim(AccessTokens.CLIENT),
                Set.of(claims.getStringClaim(AccessTokens.SCOPE).split(" ")),
                stores == null ? null : Set.copyOf(stores), claims.getExpirationTime().toInstant(),
                claims.getJWTID(), Confirmation.in(claims), deviceKey(claims));
    }
}
