package io.tillpost.central.identity;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks assertions by which clients prove who they are (RFC 7521, 5.2 and RFC 7523, 3): signed by a key that is known
/// for this client, for this server, for at most 5 minutes, and used once.
final class Assertions {
    /// How far ahead an assertion may expire.
    static final Duration LONGEST_LIFE = Duration.ofMinutes(5);
    /// Those that public keys verify and that have no known weakness; `none` and HMAC are not among them.
    static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.ES256, JWSAlgorithm.PS256,
            JWSAlgorithm.RS256);
    private static final int LONGEST_CHARS = 6 * 1024;
    private static final int LONGEST_ID_CHARS = 256;
    /// The plain one, and the one that says what the token is (draft-ietf-oauth-rfc7523bis, 4).
    private static final Set<String> TYPES = Set.of("jwt", "client-authentication+jwt");

    private final Set<String> audiences;
    private final OnlyOnce once;
    private final Clock clock;

    /// @param audiences how this server may be named: its issuer and its token endpoint
    Assertions(Set<String> audiences, OnlyOnce once, Clock clock) {
        this.audiences = Set.copyOf(audiences);
        this.once = once;
        this.clock = clock;
    }

    /// An assertion of which nothing was believed yet.
    record Unproved(SignedJWT jwt, String client) {}

    /// An assertion or why there is none.
    sealed interface Read {
        record Shaped(Unproved assertion) implements Read {}

        record Misshaped(String reason) implements Read {}
    }

    /// Reads one without believing it.
    static Read read(String text) {
        if (!Jws.isCompact(text, LONGEST_CHARS)) {
            return new Read.Misshaped("assertion is not a signed JWT of at most " + LONGEST_CHARS
                    + " characters");
        }
        try {
            var jwt = SignedJWT.parse(text);
            var objection = objection(jwt.getHeader());
            if (objection.isPresent()) {
                return new Read.Misshaped(objection.get());
            }
            String client = jwt.getJWTClaimsSet().getIssuer();
            return client == null
                    ? new Read.Misshaped("assertion has no iss, expected the client's id")
                    : new Read.Shaped(new Unproved(jwt, client));
        } catch (ParseException | IllegalArgumentException _) {
            return new Read.Misshaped("assertion is not a signed JWT");
        }
    }

    /// What is wrong with its header.
    static Optional<String> objection(JWSHeader header) {
        if (!ALGORITHMS.contains(header.getAlgorithm())) {
            return Optional.of("algorithm is not one of ES256, PS256, RS256");
        }
        JOSEObjectType type = header.getType();
        if (type != null && !TYPES.contains(type.toString().toLowerCase(Locale.ROOT))) {
            return Optional.of("typ is that of another kind of token");
        }
        if (header.getJWK() != null) {
            return Optional.of("header brings a key along (jwk)");
        }
        return Jws.objection(header);
    }

    /// What is wrong with it, given the keys that its client is known by; nothing if it proves the client. It is used up
    /// only if nothing else is wrong.
    Optional<String> objection(Unproved assertion, List<JWK> keys) {
        if (keys.stream().noneMatch(key -> Jws.isSignedBy(assertion.jwt, key))) {
            return Optional.of("assertion is not signed by a key that is known for this client");
        }
        try {
            JWTClaimsSet claims = assertion.jwt.getJWTClaimsSet();
            return objection(claims).or(() -> replay(assertion.client, claims));
        } catch (ParseException | IllegalArgumentException _) {
            return Optional.of("a claim of the assertion has another type than expected");
        }
    }

    private Optional<String> objection(JWTClaimsSet claims) {
        Instant now = clock.instant();
        if (!Objects.equals(claims.getIssuer(), claims.getSubject())) {
            return Optional.of("iss and sub differ, expected the client's id in both");
        }
        if (claims.getAudience().isEmpty() || !audiences.containsAll(claims.getAudience())) {
            return Optional.of("aud is not this server alone");
        }
        if (claims.getExpirationTime() == null) {
            return Optional.of("exp is missing");
        }
        Instant expires = claims.getExpirationTime().toInstant();
        if (!now.minus(TokenRules.CLOCK_SKEW).isBefore(expires)) {
            return Optional.of("assertion has expired");
        }
        if (expires.isAfter(now.plus(LONGEST_LIFE).plus(TokenRules.CLOCK_SKEW))) {
            return Optional.of("exp is more than 5 minutes ahead");
        }
        if (isAhead(claims.getNotBeforeTime(), now) || isAhead(claims.getIssueTime(), now)) {
            return Optional.of("assertion is not good yet");
        }
        String id = claims.getJWTID();
        if (id == null || id.isEmpty() || id.length() > LONGEST_ID_CHARS) {
            return Optional.of("jti is missing or longer than " + LONGEST_ID_CHARS + " characters");
        }
        return Optional.empty();
    }

    private static boolean isAhead(@Nullable Date time, Instant now) {
        return time != null && time.toInstant().isAfter(now.plus(TokenRules.CLOCK_SKEW));
    }

    private Optional<String> replay(String client, JWTClaimsSet claims) {
        boolean first = once.isFirst(UsedProofs.Kind.ASSERTION, client, claims.getJWTID(),
                claims.getExpirationTime().toInstant().plus(TokenRules.CLOCK_SKEW));
        return first ? Optional.empty() : Optional.of("assertion was used before (jti)");
    }
}
