package io.tillpost.central.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tillpost.protocol.journal.Hash;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Checks access tokens (RFC 9068, 4) against the keys of this installation alone: whatever key a token's header brings
/// or points to (`jwk`, `jku`, `x5u`) is not looked at, and no algorithm but ES256 is accepted (RFC 8725, 3.1). A token
/// that was good is remembered by its SHA-256 until it expires, because a signature costs 0.4 ms. Safe for all threads.
public final class TokenCheck {
    private static final int LONGEST_TOKEN_CHARS = 8 * 1024;
    /// Some 5 MB; ten times what hundreds of clients hold at once.
    private static final int MOST_REMEMBERED = 10_000;

    private final KeyRing keys;
    private final TokenRules rules;
    private final Clock clock;
    private final Map<Hash, TokenVerdict.Valid> remembered = new ConcurrentHashMap<>();

    public TokenCheck(KeyRing keys, TokenRules rules, Clock clock) {
        this.keys = keys;
        this.rules = rules;
        this.clock = clock;
    }

    /// Judges a token.
    public TokenVerdict judge(String token) {
        if (token.length() > LONGEST_TOKEN_CHARS) {
            return new TokenVerdict.Refused("token is longer than any of ours");
        }
        Hash digest = ClientSecret.sha256(token);
        TokenVerdict.Valid earlier = remembered.get(digest);
        if (earlier != null && clock.instant().isBefore(earlier.expiresAt())) {
            return earlier;
        }
        TokenVerdict verdict = judgeAnew(token);
        if (verdict instanceof TokenVerdict.Valid valid) {
            remember(digest, valid);
        }
        return verdict;
    }

    private void remember(Hash digest, TokenVerdict.Valid valid) {
        if (remembered.size() >= MOST_REMEMBERED) {
            Instant now = clock.instant();
            remembered.values().removeIf(old -> !now.isBefore(old.expiresAt()));
        }
        if (remembered.size() < MOST_REMEMBERED) {
            remembered.put(digest, valid);
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
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
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
        if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
            return Optional.of("crit names extensions that are not understood");
        }
        return Optional.empty();
    }

    private boolean isSignedByUs(SignedJWT jwt) throws JOSEException {
        String keyId = jwt.getHeader().getKeyID();
        if (keyId == null) {
            return false;
        }
        var key = keys.verificationKey(keyId);
        return key.isPresent() && jwt.verify(new ECDSAVerifier(key.get()));
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
        for (String name : List.of(AccessTokens.CLIENT, AccessTokens.TENANT, AccessTokens.SCOPE)) {
            if (claims.getStringClaim(name) == null) {
                return Optional.of("claim " + name + " is missing");
            }
        }
        return Optional.empty();
    }

    private static TokenVerdict.Valid valid(JWTClaimsSet claims) throws ParseException {
        List<String> stores = claims.getStringListClaim(AccessTokens.STORES);
        return new TokenVerdict.Valid(claims.getStringClaim(AccessTokens.TENANT),
                claims.getStringClaim(AccessTokens.CLIENT),
                Set.of(claims.getStringClaim(AccessTokens.SCOPE).split(" ")),
                stores == null ? null : Set.copyOf(stores), claims.getExpirationTime().toInstant());
    }
}
