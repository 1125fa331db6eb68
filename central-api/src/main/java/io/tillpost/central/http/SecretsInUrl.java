package io.tillpost.central.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Secrets of ours where they must not be: URLs end up in logs, histories and proxies. Found by their prefix.
final class SecretsInUrl {
    /// `tpkey_` (API keys) and `tpsec_` (client secrets) with what follows, percent-encoded or not.
    private static final Pattern SECRET = Pattern.compile("(?i)(tpkey|tpsec)(_|%5f)[^/?&]*");

    private SecretsInUrl() {}

    /// Refuses a request with a secret in its path or query, both as they came, before anybody writes it down, and whatever
    /// else is wrong with it.
    static void refuse(String path, String query) throws ProblemException {
        if (has(path) || has(query)) {
            throw Problem.of(400, "secret-in-url", "A secret stands in the URL",
                    "expected it in the header Authorization alone; take it as leaked and rotate it")
                    .exception();
        }
    }

    /// The same text without the secrets in it.
    static String hidden(String path) {
        String plain = decoded(path);
        return SECRET.matcher(SECRET.matcher(plain).find() ? plain : path).replaceAll("$1_hidden");
    }

    private static boolean has(String text) {
        return SECRET.matcher(text).find() || SECRET.matcher(decoded(text)).find();
    }

    /// The text without percent-encoding; as it is where that is broken, which no route takes.
    private static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }
}
