package io.tillpost.central.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tillpost.protocol.journal.IdSource;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Issues access tokens in the JWT profile (RFC 9068), signed with ES256.
public final class AccessTokens {
    static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    static final String SCOPE = "scope";
    static final String CLIENT = "client_id";
    static final String TENANT = "tenant";
    static final String STORES = "stores";
    static final String DEVICE_KEY = "device_key";

    private final KeyRing keys;
    private final TokenRules rules;
    private final Clock clock;
    private final IdSource ids;

    public AccessTokens(KeyRing keys, TokenRules rules, Clock clock, IdSource ids) {
        this.keys = keys;
        this.rules = rules;
        this.clock = clock;
        this.ids = ids;
    }

    /// What all tokens say.
    public TokenRules rules() {
        return rules;
    }

    /// A token for `principal`.
    ///
    /// @param scopes some of its own
    /// @param stores some of its own; absent means all of the tenant
    /// @param confirmation what the token is bound to
    public String issue(Principal principal, Set<String> scopes, @Nullable Set<String> stores,
            Confirmation confirmation) {
        if (!principal.scopes().containsAll(scopes) || scopes.isEmpty()) {
            throw new IllegalArgumentException("client " + principal.id() + " may not have " + scopes);
        }
        if (principal.stores() != null && (stores == null || !principal.stores().containsAll(stores))) {
            throw new IllegalArgumentException("client " + principal.id() + " may not have these stores");
        }
        Instant now = clock.instant();
        var claims = new JWTClaimsSet.Builder().issuer(rules.issuer())
                .audience(rules.audience())
                .subject(principal.id())
                .claim(CLIENT, principal.id())
                .claim(TENANT, principal.tenant())
                .claim(SCOPE, String.join(" ", scopes.stream().sorted().toList()))
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(rules.lifetime())))
                .jwtID(ids.next().toString());
        if (stores != null) {
            claims.claim(STORES, stores.stream().sorted().toList());
        }
        if (principal.deviceKey() != null) {
            claims.claim(DEVICE_KEY, principal.deviceKey().toString());
        }
        if (confirmation.binds()) {
            claims.claim(Confirmation.CLAIM, confirmation.claim());
        }
        return signed(claims.build(), keys.signingKey());
    }

    private static String signed(JWTClaimsSet claims, ECKey key) {
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256).type(TYPE).keyID(key.getKeyID()).build();
        var token = new SignedJWT(header, claims);
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("signing with key " + key.getKeyID() + " failed", e);
        }
        return token.serialize();
    }
}
