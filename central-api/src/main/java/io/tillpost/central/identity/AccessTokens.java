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
import java.util.List;
import java.util.Set;

/// Issues access tokens in the JWT profile (RFC 9068), signed with ES256.
public final class AccessTokens {
    static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    static final String SCOPE = "scope";
    static final String CLIENT = "client_id";
    static final String TENANT = "tenant";
    static final String STORES = "stores";

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

    /// A token for `client` that holds `scopes`, which are some of its own.
    public String issue(ApiClient client, Set<String> scopes) {
        if (!client.scopes().containsAll(scopes)) {
            throw new IllegalArgumentException("client " + client.id() + " may not have " + scopes);
        }
        Instant now = clock.instant();
        var claims = new JWTClaimsSet.Builder().issuer(rules.issuer())
                .audience(rules.audience())
                .subject(client.id())
                .claim(CLIENT, client.id())
                .claim(TENANT, client.tenant())
                .claim(SCOPE, String.join(" ", scopes.stream().sorted().toList()))
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plus(rules.lifetime())))
                .jwtID(ids.next().toString());
        if (client.stores() != null) {
            claims.claim(STORES, List.copyOf(client.stores()));
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
