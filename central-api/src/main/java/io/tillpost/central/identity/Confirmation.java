package io.tillpost.central.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the bearer of a token has to hold beside it: the claim `cnf` (RFC 7800, 3.1).
///
/// @param keyThumbprint of the key of DPoP proofs (RFC 9449, 6.1), SHA-256 in base64url; absent: none is needed
/// @param certificateThumbprint of the client's certificate (RFC 8705, 3.1), SHA-256 in base64url; absent: none is needed
public record Confirmation(@JsonProperty("jkt") @Nullable String keyThumbprint,
        @JsonProperty("x5t#S256") @Nullable String certificateThumbprint) {
    /// Nothing: whoever bears the token may use it.
    public static final Confirmation NONE = new Confirmation(null, null);

    static final String CLAIM = "cnf";
    private static final String KEY = "jkt";
    private static final String CERTIFICATE = "x5t#S256";

    /// Whether the token is of use for its holder alone.
    public boolean binds() {
        return keyThumbprint != null || certificateThumbprint != null;
    }

    Map<String, Object> claim() {
        var claim = new LinkedHashMap<String, Object>();
        if (keyThumbprint != null) {
            claim.put(KEY, keyThumbprint);
        }
        if (certificateThumbprint != null) {
            claim.put(CERTIFICATE, certificateThumbprint);
        }
        return claim;
    }

    /// What a token says. A confirmation that is not understood must not be taken for none.
    static Confirmation in(JWTClaimsSet claims) throws ParseException {
        Map<String, Object> claim = claims.getJSONObjectClaim(CLAIM);
        if (claim == null) {
            return NONE;
        }
        for (var entry : claim.entrySet()) {
            if (!(entry.getValue() instanceof String)
                    || !(entry.getKey().equals(KEY) || entry.getKey().equals(CERTIFICATE))) {
                throw new ParseException("cnf holds something unknown", 0);
            }
        }
        var confirmation = new Confirmation((String) claim.get(KEY), (String) claim.get(CERTIFICATE));
        if (!confirmation.binds()) {
            throw new ParseException("cnf is empty", 0);
        }
        return confirmation;
    }
}
