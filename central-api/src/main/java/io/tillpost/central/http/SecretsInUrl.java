package io.tillpost.central.http;

import java.util.regex.Pattern;

/// Secrets of ours where they must not be: URLs end up in logs, histories and proxies. Found by their prefix.
public final class SecretsInUrl {
    /// `tpkey_` (API keys) and `tpsec_` (client secrets) with what follows, percent-encoded or not.
    private static final Pattern SECRET = Pattern.compile("(?i)(tpkey|tpsec)(_|%5f)[^/?&]*");

    private SecretsInUrl() {}

    /// Refuses a request with a secret in its path or query, before anybody writes it down; put it first.
    public static Filter refused() {
        return (exchange, next) -> {
            Call call = exchange.call();
            if (has(call.path()) || call.pathParameters().values().stream().anyMatch(SecretsInUrl::has)
                    || call.query().values().stream().anyMatch(SecretsInUrl::has)) {
                throw Problem.of(400, "secret-in-url", "A secret stands in the URL",
                        "expected it in the header Authorization alone; take it as leaked and rotate it")
                        .exception();
            }
            return next.answer(exchange);
        };
    }

    /// The same text without the secrets in it.
    static String hidden(String path) {
        return SECRET.matcher(path).replaceAll("$1_hidden");
    }

    private static boolean has(String text) {
        return SECRET.matcher(text).find();
    }
}
