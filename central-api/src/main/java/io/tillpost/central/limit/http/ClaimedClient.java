package io.tillpost.central.limit.http;

import io.tillpost.central.http.Exchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/// The client that a request to an open route with a form claims to be (RFC 6749, 2.3.1): by HTTP Basic, or by `client_id`
/// in the form. Put behind whatever receives the body.
public final class ClaimedClient implements LockOutFilter.Claimed {
    private static final String BASIC = "basic ";
    private static final String FIELD = "client_id";

    /// Reads it from requests.
    public ClaimedClient() {}

    @Override
    public Optional<String> id(Exchange exchange) {
        if (exchange.route().scope() != null
                || !exchange.route().accepts().contentTypes().contains("application/x-www-form-urlencoded")) {
            return Optional.empty();
        }
        Optional<String> header = exchange.call().header("authorization");
        return header.isPresent() ? ofBasic(header.get()) : ofForm(exchange.call().body());
    }

    private static Optional<String> ofBasic(String header) {
        if (!header.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            return Optional.empty();
        }
        try {
            String pair = new String(Base64.getDecoder().decode(header.substring(BASIC.length()).strip()),
                    StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon > 0 ? decoded(pair.substring(0, colon)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> ofForm(byte[] body) {
        for (String field : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            int equals = field.indexOf('=');
            // The name may be percent-encoded, too: whoever hides it so is held off all the same.
            if (equals > 0 && equals + 1 < field.length()
                    && decoded(field.substring(0, equals)).filter(FIELD::equals).isPresent()) {
                return decoded(field.substring(equals + 1));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
