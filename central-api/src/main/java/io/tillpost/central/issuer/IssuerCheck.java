package io.tillpost.central.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Checks access tokens of the trusted issuer by RFC 9068, 4. Keys come from the issuer's key set alone: `jwk`, `jku` and
/// `x5u` of a token are not looked at. ES256, RS256 and PS256 are accepted, each with a key of its own type alone (RFC 8725,
/// 3.1). A good token is remembered for [#REMEMBERED] at most, so that a withdrawn key goes. Safe for all threads.
public final class IssuerCheck {
    static final Duration REMEMBERED = Duration.ofSeconds(60);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);
    private static final int LONGEST_TOKEN_CHARS = 8 * 1024;
    private static final int MOST_REMEMBERED = 10_000;
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256,
            JWSAlgorithm.PS256);
    private static final Set<String> TYPES = Set.of("at+jwt", "application/at+jwt");

    private final TrustedIssuer issuer;
    private final IssuerKeys keys;
    private final Clock clock;
    private final Map<Hash, Seen> remembered = new ConcurrentHashMap<>();

    private record Seen(Verdict.Valid verdict, Instant until) {}

    /// What a check says.
    public sealed interface Verdict {
        /// It was issued by the trusted issuer, for this API, and is still good.
        ///
        /// @param client as the issuer calls it
        /// @param stores what the token narrows to; absent means nothing
        record Valid(String client, Set<String> scopes, @Nullable Set<String> stores,
                Instant expiresAt) implements Verdict {
            public Valid {
                scopes = Set.copyOf(scopes);
                stores = stores == null ? null : Set.copyOf(stores);
            }
        }

        /// It is not good. `reason` is fit for the caller.
        record Refused(String reason) implements Verdict {}
    }

    public IssuerCheck(TrustedIssuer issuer, IssuerKeys keys, Clock clock) {
        this.issuer = issuer;
        this.keys = keys;
        this.clock = clock;
    }

    /// Judges a token.
    ///
    /// @throws IssuerUnreachableException if nobody can say yet
    public Verdict judge(String token) throws IssuerUnreachableException {
        if (token.length() > LONGEST_TOKEN_CHARS) {
            return new Verdict.Refused("token is longer than " + LONGEST_TOKEN_CHARS + " characters");
        }
        Instant now = clock.instant();
        Hash digest = Sha256.of(token);
        Seen seen = remembered.get(digest);
        if (seen != null && now.isBefore(seen.until)) {
            return seen.verdict;
        }
        Verdict verdict = judgeAnew(token, now);
        if (verdict instanceof Verdict.Valid valid) {
            remember(digest, valid, now);
        }
        return verdict;
    }

    private void remember(Hash digest, Verdict.Valid valid, Instant now) {
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.values().removeIf(old -> !now.isBefore(old.until));
        }
        if (remembered.size() < MOST_REMEMBERED) {
            Instant soon = now.plus(REMEMBERED);
            remembered.put(digest,
                    new Seen(valid, valid.expiresAt.isBefore(soon) ? valid.expiresAt : soon));
        }
    }

    private Verdict judgeAnew(String token, Instant now) throws IssuerUnreachableException {
        try {
            var jwt = SignedJWT.parse(token);
            Optional<String> objection = objectionToHeader(jwt.getHeader());
            if (objection.isPresent()) {
                return new Verdict.Refused(objection.get());
            }
            if (!isSigned(jwt)) {
                return new Verdict.Refused("signature is not by a key of the issuer that is accepted");
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            objection = objectionToClaims(claims, now);
            return objection.isPresent() ? new Verdict.Refused(objection.get()) : valid(claims);
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return new Verdict.Refused("token is not a signed JWT by RFC 9068");
        }
    }

    private static Optional<String> objectionToHeader(JWSHeader header) {
        if (!ALGORITHMS.contains(header.getAlgorithm())) {
            return Optional.of("algorithm is none of ES256, RS256, PS256");
        }
        if (header.getType() == null
                || !TYPES.contains(header.getType().toString().toLowerCase(Locale.ROOT))) {
            return Optional.of("typ is not at+jwt");
        }
        if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
            return Optional.of("crit names extensions that are not understood");
        }
        return header.getKeyID() == null ? Optional.of("kid is missing") : Optional.empty();
    }

    private boolean isSigned(SignedJWT jwt) throws JOSEException, IssuerUnreachableException {
        Optional<JWK> key = keys.find(jwt.getHeader().getKeyID());
        if (key.isEmpty()) {
            return false;
        }
        JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
        boolean asSaid = key.get().getAlgorithm() == null || key.get().getAlgorithm().equals(algorithm);
        boolean elliptic = algorithm.equals(JWSAlgorithm.ES256);
        Optional<JWSVerifier> verifier = switch (key.get()) {
            case ECKey ec when elliptic -> Optional.of(new ECDSAVerifier(ec));
            case RSAKey rsa when !elliptic -> Optional.of(new RSASSAVerifier(rsa));
            default -> Optional.empty();
        };
        return asSaid && verifier.isPresent() && jwt.verify(verifier.get());
    }

    private Optional<String> objectionToClaims(JWTClaimsSet claims, Instant now) throws ParseException {
        if (!issuer.issuer().equals(claims.getIssuer())) {
            return Optional.of("issuer is another");
        }
        if (!claims.getAudience().contains(issuer.audience())) {
            return Optional.of("audience is another");
        }
        if (claims.getExpirationTime() == null || !now.isBefore(claims.getExpirationTime().toInstant())) {
            return Optional.of("token has expired");
        }
        Instant latest = now.plus(CLOCK_SKEW);
        if (claims.getNotBeforeTime() != null && claims.getNotBeforeTime().toInstant().isAfter(latest)) {
            return Optional.of("token is not good yet");
        }
        if (claims.getIssueTime() == null || claims.getIssueTime().toInstant().isAfter(latest)) {
            return Optional.of("claim iat is missing or in the future");
        }
        if (claims.getClaim("cnf") != null) {
            return Optional.of("token is bound to a key, which is not supported of this issuer");
        }
        for (String name : List.of("sub", "jti", issuer.claims().client())) {
            if (claims.getStringClaim(name) == null) {
                return Optional.of("claim " + name + " is missing");
            }
        }
        return Optional.empty();
    }

    private Verdict.Valid valid(JWTClaimsSet claims) throws ParseException {
        String storesClaim = issuer.claims().stores();
        List<String> stores = storesClaim == null ? null : claims.getStringListClaim(storesClaim);
        return new Verdict.Valid(claims.getStringClaim(issuer.claims().client()),
                scopes(claims.getClaim(issuer.claims().scope())), stores == null ? null : Set.copyOf(stores),
                claims.getExpirationTime().toInstant());
    }

    /// RFC 9068, 2.2.3 has a text with spaces; some issuers send a list. None is no scope.
    private static Set<String> scopes(@Nullable Object claim) throws ParseException {
        return switch (claim) {
            case null -> Set.of();
            case String text -> Set.copyOf(List.of(text.split(" ")));
            case List<?> list -> Set.copyOf(list.stream().map(String::valueOf).toList());
            default -> throw new ParseException("the scopes are neither a text nor a list", 0);
        };
    }
}
