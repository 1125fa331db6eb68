package io.tillpost.central.identity.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A token request's parameters (RFC 6749, appendix B) and the client that they or the header name.
///
/// @param usedHeader whether the client named itself by HTTP Basic
record TokenForm(Map<String, String> parameters, String clientId, String clientSecret, boolean usedHeader) {
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

    static TokenForm read(Optional<String> authorization, byte[] body) throws MalformedFormException {
        Map<String, String> parameters = parameters(body);
        if (authorization.isEmpty()) {
            return new TokenForm(parameters, parameters.getOrDefault("client_id", ""),
                    parameters.getOrDefault("client_secret", ""), false);
        }
        if (parameters.containsKey("client_secret")) {
            throw new MalformedFormException("client authentication is given twice, expected header or form");
        }
        String[] pair = basic(authorization.get());
        String clientId = decoded(pair[0]);
        if (!parameters.getOrDefault("client_id", clientId).equals(clientId)) {
            throw new MalformedFormException("client_id differs from the one in the header");
        }
        return new TokenForm(parameters, clientId, decoded(pair[1]), true);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
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

    /// Without the secret.
    @Override
    public String toString() {
        return "TokenForm[client " + clientId + "]";
    }
}
