package io.tillpost.central.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.Optional;

/// Checks of signatures (RFC 7515) with keys that were known before the token came.
final class Jws {
    private Jws() {}

    /// Whether this key signed it. The caller has chosen the algorithms that go with the key before.
    static boolean isSignedBy(JWSObject token, JWK key) {
        try {
            JWSVerifier verifier = switch (key) {
                case ECKey ec -> new ECDSAVerifier(ec.toPublicJWK());
                case RSAKey rsa -> new RSASSAVerifier(rsa.toPublicJWK());
                default -> throw new IllegalArgumentException("a key of type " + key.getKeyType());
            };
            return verifier.supportedJWSAlgorithms().contains(token.getHeader().getAlgorithm())
                    && token.verify(verifier);
        } catch (JOSEException | IllegalStateException _) {
            return false;
        }
    }

    /// What is wrong with a header whatever it is the header of: extensions that must be understood, and keys or places
    /// of keys that a forger would bring along (RFC 8725, 3.10). `jwk` is not looked at here: DPoP needs it.
    static Optional<String> objection(JWSHeader header) {
        if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
            return Optional.of("crit names extensions that are not understood");
        }
        if (header.getJWKURL() != null || header.getX509CertURL() != null
                || header.getX509CertChain() != null) {
            return Optional.of("header brings a key along (jku, x5u or x5c)");
        }
        if (!header.isBase64URLEncodePayload()) {
            return Optional.of("payload is not encoded (b64)");
        }
        return Optional.empty();
    }

    /// Whether a token of this length and shape is worth a look: three parts, none of them absurd.
    static boolean isCompact(String token, int longestChars) {
        // Every request comes by here: a stream of its characters takes as long as the hash of them.
        int first = token.indexOf('.');
        int second = first < 0 ? -1 : token.indexOf('.', first + 1);
        return token.length() <= longestChars && second >= 0 && token.indexOf('.', second + 1) < 0;
    }
}
