package io.tillpost.central.issuer;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whose tokens are accepted, and what they mean here.
///
/// @param issuer `iss`
/// @param audience what `aud` must name
/// @param jwksUri where the keys are; absent: found by the issuer's metadata
/// @param pinnedKeys RFC 7638 thumbprints; empty: all keys that the issuer publishes
/// @param tenant whose data its clients may see
/// @param clients the issuer's name of a client -> its id here; who is not listed has the same
public record TrustedIssuer(String issuer, String audience, @Nullable URI jwksUri, Set<String> pinnedKeys,
        String tenant, Claims claims, Map<String, String> clients) {
    /// Which claims say what.
    ///
    /// @param stores absent: tokens narrow to no stores
    public record Claims(String client, String scope, @Nullable String stores) {}

    public TrustedIssuer {
        pinnedKeys = Set.copyOf(pinnedKeys);
        clients = Map.copyOf(clients);
    }

    /// The id here of a client that the issuer calls `name`.
    public String clientHere(String name) {
        return clients.getOrDefault(name, name);
    }
}
