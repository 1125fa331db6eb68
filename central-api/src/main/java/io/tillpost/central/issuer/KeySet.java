package io.tillpost.central.issuer;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds and reads an issuer's keys: by its metadata (RFC 8414, 3; OpenID Connect Discovery 1.0, 4) unless it is said
/// where they are, P-256 and RSA of 2048 bits and more alone, and of them the pinned ones alone.
final class KeySet {
    private static final int LEAST_RSA_BITS = 2048;

    private final TrustedIssuer issuer;
    private final Fetch fetch;

    KeySet(TrustedIssuer issuer, Fetch fetch) {
        this.issuer = issuer;
        this.fetch = fetch;
    }

    /// The keys that may verify tokens, by their id.
    Map<String, JWK> read() throws IOException {
        URI from = issuer.jwksUri() == null ? discovered() : issuer.jwksUri();
        try {
            var usable = new HashMap<String, JWK>();
            for (JWK key : JWKSet.parse(new String(fetch.get(from), StandardCharsets.UTF_8)).getKeys()) {
                if (key.getKeyID() != null && isUsable(key) && isPinned(key)) {
                    usable.put(key.getKeyID(), key.toPublicJWK());
                }
            }
            return usable;
        } catch (ParseException | JOSEException e) {
            throw new IOException(from + ": is no JWK set", e);
        }
    }

    private static boolean isUsable(JWK key) {
        boolean forSignatures = key.getKeyUse() == null || KeyUse.SIGNATURE.equals(key.getKeyUse());
        return forSignatures && switch (key) {
            case ECKey ec -> Curve.P_256.equals(ec.getCurve());
            case RSAKey rsa -> rsa.size() >= LEAST_RSA_BITS;
            default -> false;
        };
    }

    private boolean isPinned(JWK key) throws JOSEException {
        return issuer.pinnedKeys().isEmpty()
                || issuer.pinnedKeys().contains(key.computeThumbprint().toString());
    }

    private URI discovered() throws IOException {
        var failures = new ArrayList<String>();
        for (URI place : places()) {
            try {
                JsonNode metadata = Json.readTree(fetch.get(place));
                if (!metadata.path("issuer").asText().equals(issuer.issuer())) {
                    throw new IOException("it says that it is another issuer");
                }
                return keysIn(metadata);
            } catch (IOException | MalformedJsonException e) {
                failures.add(place + ": " + e.getMessage());
            }
        }
        throw new IOException(String.join("; ", failures));
    }

    /// Keys of an issuer on HTTPS come by HTTPS.
    private URI keysIn(JsonNode metadata) throws IOException {
        try {
            var keys = URI.create(metadata.path("jwks_uri").asText());
            boolean secure = "https".equals(keys.getScheme())
                    || ("http".equals(keys.getScheme()) && issuer.issuer().startsWith("http://"));
            if (secure && keys.getHost() != null) {
                return keys;
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("its jwks_uri is no URL", e);
        }
        throw new IOException("its jwks_uri is no URL that may be used");
    }

    /// RFC 8414, 3.1 puts the well-known part in front of the issuer's path, OpenID Connect behind it.
    private List<URI> places() {
        var base = URI.create(issuer.issuer());
        String path = base.getRawPath() == null ? "" : base.getRawPath();
        String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return List.of(base.resolve("/.well-known/oauth-authorization-server" + bare),
                base.resolve(bare + "/.well-known/openid-configuration"));
    }
}
