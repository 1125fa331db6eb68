package io.tillpost.central.identity.http;

import io.tillpost.central.http.Exchange;
import java.util.Locale;
import java.util.Optional;

/// What a request shows in its header `Authorization` (RFC 9110, 11.6.2), and the request, which proofs of possession
/// are about.
///
/// @param scheme lower case, e.g. `bearer` or `dpop`
public record Credential(String scheme, String value, Exchange exchange) {
    /// Reads it; absent if there is no such header or it has no scheme and one value.
    static Optional<Credential> of(Exchange exchange) {
        return exchange.call().header("authorization").flatMap(header -> {
            int space = header.indexOf(' ');
            String value = space < 0 ? "" : header.substring(space + 1).strip();
            return value.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Credential(header.substring(0, space).toLowerCase(Locale.ROOT), value,
                            exchange));
        });
    }

    /// Whether it is a bearer token (RFC 6750, 2.1).
    public boolean isBearer() {
        return scheme.equals("bearer");
    }

    /// Never the value.
    @Override
    public String toString() {
        return "Credential[" + scheme + "]";
    }
}
