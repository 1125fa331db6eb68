package io.tillpost.central.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tillpost.protocol.journal.Sha256;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks proofs that a caller holds the key to which a token is bound (RFC 9449, 4.3). ES256 alone; nonces are not asked
/// for, because every proof is used once and lives for a minute. Safe for use by all threads.
public final class DpopProofs {
    /// The header that carries one.
    public static final String HEADER = "dpop";
    /// How old a proof may be.
    static final Duration WINDOW = Duration.ofSeconds(60);
    private static final int LONGEST_CHARS = 4 * 1024;
    private static final int LONGEST_ID_CHARS = 256;

    private final URI base;
    private final OnlyOnce once;
    private final Clock clock;

    /// @param issuer the URL that callers know this installation by, before the path
    public DpopProofs(String issuer, OnlyOnce once, Clock clock) {
        this.base = URI.create(issuer);
        this.once = once;
        this.clock = clock;
    }

    /// What a check says.
    public sealed interface Verdict {
        /// The caller holds the key of this thumbprint (RFC 7638, SHA-256 in base64url).
        record Held(String keyThumbprint) implements Verdict {}

        /// It is not proved. `reason` is fit for the caller.
        record Refused(String reason) implements Verdict {}
    }

    /// Judges a proof for a request and uses it up.
    ///
    /// @param path of the request, without query, as it came
    /// @param accessToken what the request shows beside the proof; absent at the token endpoint
    public Verdict judge(String proof, String method, String path, @Nullable String accessToken) {
        if (!Jws.isCompact(proof, LONGEST_CHARS)) {
            return new Verdict.Refused("expected one signed JWT of at most " + LONGEST_CHARS + " characters");
        }
        try {
            var jwt = SignedJWT.parse(proof);
            var objection = objection(jwt.getHeader());
            if (objection.isPresent()) {
                return new Verdict.Refused(objection.get());
            }
            ECKey key = jwt.getHeader().getJWK().toECKey();
            if (!Jws.isSignedBy(jwt, key)) {
                return new Verdict.Refused("signature does not fit the proof's own key");
            }
            String thumbprint = key.computeThumbprint().toString();
            var claims = jwt.getJWTClaimsSet();
            objection = objection(claims, method, path, accessToken)
                    .or(() -> replay(thumbprint, claims));
            return objection.<Verdict>map(Verdict.Refused::new)
                    .orElseGet(() -> new Verdict.Held(thumbprint));
        } catch (ParseException | JOSEException | IllegalArgumentException | IllegalStateException _) {
            return new Verdict.Refused("proof is not a signed JWT with the claims of RFC 9449");
        }
    }

    private static Optional<String> objection(JWSHeader header) {
        if (header.getType() == null || !header.getType().toString().equalsIgnoreCase("dpop+jwt")) {
            return Optional.of("typ is not dpop+jwt");
        }
        if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())) {
            return Optional.of("algorithm is not ES256");
        }
        if (!(header.getJWK() instanceof ECKey key) || !Curve.P_256.equals(key.getCurve())) {
            return Optional.of("jwk is not a key on P-256");
        }
        if (key.isPrivate()) {
            return Optional.of("jwk has its private part, which is no secret any more: make a new key");
        }
        return Jws.objection(header);
    }

    private Optional<String> objection(JWTClaimsSet claims, String method, String path,
            @Nullable String accessToken) throws ParseException {
        if (!method.equals(claims.getStringClaim("htm"))) {
            return Optional.of("htm is not the method of this request");
        }
        String uri = claims.getStringClaim("htu");
        if (uri == null || !isThisPlace(URI.create(uri), path)) {
            return Optional.of("htu is not the URL of this request");
        }
        if (claims.getIssueTime() == null) {
            return Optional.of("iat is missing");
        }
        Instant now = clock.instant();
        Instant issued = claims.getIssueTime().toInstant();
        if (issued.isAfter(now.plus(TokenRules.CLOCK_SKEW))) {
            return Optional.of("iat is ahead of our clock, which says " + now);
        }
        if (issued.plus(WINDOW).plus(TokenRules.CLOCK_SKEW).isBefore(now)) {
            return Optional.of("iat is more than " + WINDOW.toSeconds() + " s ago by our clock, which says "
                    + now);
        }
        String id = claims.getJWTID();
        if (id == null || id.isEmpty() || id.length() > LONGEST_ID_CHARS) {
            return Optional.of("jti is missing or longer than " + LONGEST_ID_CHARS + " characters");
        }
        if (accessToken != null && !tokenHash(accessToken).equals(claims.getStringClaim("ath"))) {
            return Optional.of("ath is not the hash of the access token");
        }
        return Optional.empty();
    }

    /// RFC 9449, 4.3, point 9: without query and fragment, after the normalisation of RFC 3986, 6.2.2 and 6.2.3.
    private boolean isThisPlace(URI uri, String path) {
        return uri.getHost() != null && uri.getScheme() != null && uri.getUserInfo() == null
                && uri.getScheme().equalsIgnoreCase(base.getScheme())
                && uri.getHost().equalsIgnoreCase(base.getHost()) && port(uri) == port(base)
                && decodedPath(uri).equals(decodedPath(base) + URI.create("x://x" + path).getPath());
    }

    private static String decodedPath(URI uri) {
        return uri.getPath() == null ? "" : uri.getPath();
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return uri.getScheme().toLowerCase(Locale.ROOT).equals("https") ? 443 : 80;
    }

    private static String tokenHash(String accessToken) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Sha256.of(accessToken).toBytes());
    }

    private Optional<String> replay(String thumbprint, JWTClaimsSet claims) {
        Instant expires = claims.getIssueTime().toInstant().plus(WINDOW).plus(TokenRules.CLOCK_SKEW);
        return once.isFirst(UsedProofs.Kind.DPOP, thumbprint, claims.getJWTID(), expires)
                ? Optional.empty()
                : Optional.of("proof was used before (jti)");
    }
}
