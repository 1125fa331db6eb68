package io.tillpost.central.apikey.http;

import io.tillpost.central.apikey.KeySecret;
import io.tillpost.central.apikey.LiveKeys;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Exchange;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.identity.http.CallerSource;
import io.tillpost.central.identity.http.Challenges;
import io.tillpost.central.identity.http.Credential;
import java.util.Optional;

/// Callers by API keys, sent as `Authorization: Bearer tpkey_...`. Unknown, disabled, expired and wrong keys are refused
/// in the same words.
public final class KeySource implements CallerSource {
    private static final String BEARER = "bearer ";

    private final LiveKeys keys;

    public KeySource(LiveKeys keys) {
        this.keys = keys;
    }

    /// What a request with an API key claims to be, proved or not: `key:` and the key's id. Absent without a whole key.
    public static Optional<String> claimed(Exchange exchange) {
        return exchange.call()
                .header("authorization")
                .filter(header -> header.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .flatMap(header -> KeySecret.parse(header.substring(BEARER.length()).strip()))
                .map(secret -> "key:" + secret.keyId());
    }

    @Override
    public Optional<Caller> caller(Credential shown) throws ProblemException {
        if (!shown.isBearer() || !shown.value().startsWith(KeySecret.PREFIX)) {
            return Optional.empty();
        }
        KeySecret secret = KeySecret.parse(shown.value())
                .orElseThrow(() -> Challenges.invalid("this is no whole API key: its checksum does not fit"));
        return Optional.of(keys.find(secret)
                .map(key -> new Caller(key.tenant(), key.callerName(), key.scopes(), key.stores()))
                .orElseThrow(() -> Challenges.invalid("no API key that is good has this secret")));
    }
}
