package io.tillpost.central.identity.http;

import io.tillpost.central.http.Call;
import io.tillpost.central.http.Peer;
import io.tillpost.central.identity.ClientSecret;
import io.tillpost.central.identity.Credentials;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The form of a request by an authenticated client (RFC 6749, 2.3.1 and appendix B; RFC 7521, 4.2), and by what the client
/// tries to prove who it is.
record TokenForm(Map<String, String> parameters, Credentials credentials) {
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String CLIENT = "client_id";
    private static final String SECRET = "client_secret";
    private static final String ASSERTION = "client_assertion";
    private static final String ASSERTION_TYPE_NAME = "client_assertion_type";
    private static final String BASIC = "Basic ";
    private static final int MOST_PARAMETERS = 20;

    /// A request that is malformed; the reason is fit for the caller.
    static final class MalformedFormException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        MalformedFormException(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    /// Reads the form of this call.
    static TokenForm read(Call call) throws MalformedFormException {
        Map<String, String> parameters = parameters(call.body());
        return new TokenForm(parameters,
                credentials(call.header("authorization"), parameters, call.peer().orElse(null)));
    }

    /// RFC 6749, 2.3: one method in a request. A certificate is shown for the connection, so it counts where no other is used.
    private static Credentials credentials(Optional<String> authorization, Map<String, String> parameters,
            @Nullable Peer peer) throws MalformedFormException {
        boolean asserted = parameters.containsKey(ASSERTION) || parameters.containsKey(ASSERTION_TYPE_NAME);
        if ((authorization.isPresent() ? 1 : 0) + (asserted ? 1 : 0)
                + (parameters.containsKey(SECRET) ? 1 : 0) > 1) {
            throw new MalformedFormException("client authentication is given twice, expected one method");
        }
        String named = parameters.get(CLIENT);
        if (authorization.isPresent()) {
            return inHeader(authorization.get(), named);
        }
        if (asserted) {
            if (!ASSERTION_TYPE.equals(parameters.get(ASSERTION_TYPE_NAME))) {
                throw new MalformedFormException("client_assertion_type is not " + ASSERTION_TYPE);
            }
            return new Credentials.Assertion(named, parameters.getOrDefault(ASSERTION, ""));
        }
        String clientId = named == null ? "" : named;
        String secret = parameters.get(SECRET);
        return secret == null
                ? byCertificate(clientId, peer)
                : new Credentials.Password(clientId, new ClientSecret(secret), false);
    }

    private static Credentials byCertificate(String clientId, @Nullable Peer peer) {
        return peer == null
                ? new Credentials.Certificate(clientId, null, false)
                : new Credentials.Certificate(clientId, peer.certificate(), peer.isOfAnAuthority());
    }

    private static Credentials inHeader(String authorization, @Nullable String named)
            throws MalformedFormException {
        String[] pair = basic(authorization);
        String clientId = decoded(pair[0]);
        if (named != null && !named.equals(clientId)) {
            throw new MalformedFormException("client_id differs from the one in the header");
        }
        return new Credentials.Password(clientId, new ClientSecret(decoded(pair[1])), true);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /// Whether the client tried HTTP Basic, which a refusal then has to name (RFC 6749, 5.2).
    boolean usedHeader() {
        return credentials instanceof Credentials.Password(_, _, boolean inHeader) && inHeader;
    }

    private static String[] basic(String header) throws MalformedFormException {
        if (header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            try {
                String pair = new String(Base64.getDecoder().decode(header.substring(BASIC.length()).strip()),
                        StandardCharsets.UTF_8);
                int colon = pair.indexOf(':');
                if (colon > 0) {
                    return new String[]{pair.substring(0, colon), pair.substring(colon + 1)};
                }
            } catch (IllegalArgumentException e) {
                throw new MalformedFormException("the Authorization header is not Base64");
            }
        }
        throw new MalformedFormException("the Authorization header is not HTTP Basic with id and secret");
    }

    private static Map<String, String> parameters(byte[] body) throws MalformedFormException {
        var parameters = new HashMap<String, String>();
        String text = new String(body, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            return parameters;
        }
        String[] fields = text.split("&", MOST_PARAMETERS + 1);
        if (fields.length > MOST_PARAMETERS) {
            throw new MalformedFormException("more than " + MOST_PARAMETERS + " parameters");
        }
        for (String field : fields) {
            int equals = field.indexOf('=');
            String name = decoded(equals < 0 ? field : field.substring(0, equals));
            String value = equals < 0 ? "" : decoded(field.substring(equals + 1));
            // RFC 6749, 3.2: an empty value counts as left out, and none may be repeated.
            if (!value.isEmpty() && parameters.put(name, value) != null) {
                throw new MalformedFormException("a parameter is given twice");
            }
        }
        return parameters;
    }

    private static String decoded(String text) throws MalformedFormException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new MalformedFormException("percent-encoding is broken");
        }
    }

    /// Without any of it.
    @Override
    public String toString() {
        return "TokenForm[" + parameters.keySet() + "]";
    }
}
