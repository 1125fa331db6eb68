package io.tillpost.edge.config;

import static java.util.Objects.requireNonNullElse;

import java.net.URI;
import java.net.URISyntaxException;

/// Where head office's API is. A secret goes there: over TLS, or it stays on this machine.
public final class HeadOfficeUrl {
    private static final String LOOPBACK = "localhost|127(\\.[0-9]{1,3}){3}|\\[::1]";

    private HeadOfficeUrl() {}

    /// The URL without a slash at its end. Throws [IllegalArgumentException] naming `key`.
    public static URI checked(String key, String text) {
        try {
            var url = new URI(text.replaceFirst("/+$", ""));
            String host = requireNonNullElse(url.getHost(), "");
            boolean safe = "https".equals(url.getScheme())
                    || ("http".equals(url.getScheme()) && host.matches(LOOPBACK));
            if (safe && !host.isEmpty() && url.getUserInfo() == null && url.getQuery() == null
                    && url.getFragment() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(key + " is no URL: " + e.getReason(), e);
        }
        throw new IllegalArgumentException(key + " is '" + text.replaceFirst("//.*@", "//...@")
                + "', expected https://HOST[:PORT], or http for this machine alone");
    }
}
