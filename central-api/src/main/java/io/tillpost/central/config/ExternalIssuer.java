package io.tillpost.central.config;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Somebody else's authorization server, whose tokens are accepted in the place of ours. Reference:
/// docs/reference/external-issuer.md.
///
/// @param issuer `iss` of its tokens
/// @param audience what `aud` of its tokens must name
/// @param jwksUri where its keys are; absent: found by its metadata
/// @param pinnedKeys RFC 7638 thumbprints (SHA-256, base64url): no other key is accepted; empty: all that it publishes
/// @param tenant whose data its clients may see
/// @param clientClaim the claim that names the client
/// @param scopeClaim the claim with the scopes, a text with spaces or a list
/// @param storesClaim the claim that narrows to stores; absent: the registered client's stores alone
/// @param clients the issuer's name of a client -> its id here; who is not listed has the same
public record ExternalIssuer(String issuer, String audience, @Nullable URI jwksUri, Set<String> pinnedKeys,
        String tenant, String clientClaim, String scopeClaim, @Nullable String storesClaim,
        Map<String, String> clients) {
    static final String CLIENT_CLAIM = "client_id";
    static final String SCOPE_CLAIM = "scope";
    private static final Pattern THUMBPRINT = Pattern.compile("[A-Za-z0-9_-]{43}");

    public ExternalIssuer {
        pinnedKeys = Set.copyOf(pinnedKeys);
        clients = Map.copyOf(clients);
    }

    /// The shape in the file.
    record Part(String issuer, String audience, @Nullable String jwksUri, @Nullable List<String> pinnedKeys,
            String tenant, @Nullable String clientClaim, @Nullable String scopeClaim,
            @Nullable String storesClaim, @Nullable Map<String, String> clients) {
        ExternalIssuer checked() {
            secure("externalIssuer.issuer", issuer);
            for (String pin : Objects.requireNonNullElse(pinnedKeys, List.<String>of())) {
                if (!THUMBPRINT.matcher(pin).matches()) {
                    throw new IllegalArgumentException("externalIssuer.pinnedKeys has '" + pin
                            + "', expected an RFC 7638 thumbprint of 43 characters");
                }
            }
            if (audience.isBlank() || tenant.isBlank()) {
                throw new IllegalArgumentException(
                        "externalIssuer." + (audience.isBlank() ? "audience" : "tenant") + " is empty");
            }
            return new ExternalIssuer(issuer, audience,
                    jwksUri == null ? null : secure("externalIssuer.jwksUri", jwksUri),
                    Set.copyOf(Objects.requireNonNullElse(pinnedKeys, List.of())), tenant,
                    Objects.requireNonNullElse(clientClaim, CLIENT_CLAIM),
                    Objects.requireNonNullElse(scopeClaim, SCOPE_CLAIM), storesClaim,
                    Objects.requireNonNullElse(clients, Map.of()));
        }

        /// RFC 8414, 2: HTTPS without query or fragment; plain HTTP stays on this machine.
        private static URI secure(String key, String text) {
            var url = URI.create(text);
            boolean plain = "http".equals(url.getScheme()) && url.getHost() != null
                    && isLoopback(url.getHost());
            if ((!"https".equals(url.getScheme()) && !plain) || url.getHost() == null
                    || url.getFragment() != null || url.getUserInfo() != null) {
                throw new IllegalArgumentException(
                        key + " is '" + text + "', expected a URL like https://login.example.com");
            }
            return url;
        }

        private static boolean isLoopback(String host) {
            try {
                return InetAddress.ofLiteral(host).isLoopbackAddress();
            } catch (IllegalArgumentException e) {
                return host.equals("localhost");
            }
        }
    }
}
