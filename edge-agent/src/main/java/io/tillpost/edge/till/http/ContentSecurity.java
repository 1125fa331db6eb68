package io.tillpost.edge.till.http;

import io.tillpost.protocol.journal.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// What the till page's browser is told to allow: scripts and styles from here, the one inline import map by its hash, and
/// the one policy that makes HTML of strings, the library's own.
final class ContentSecurity {
    private static final String IMPORT_MAP = "<script type=\"importmap\">";
    private static final String END = "</script>";

    private ContentSecurity() {}

    static Map<String, String> headers(String html) {
        String policy = "default-src 'none'; script-src 'self'" + hash(html)
                + "; style-src 'self'; connect-src 'self'; img-src 'self' blob: data:; manifest-src 'self'"
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                + "; require-trusted-types-for 'script'; trusted-types lit-html";
        return Map.of("Content-Security-Policy", policy, "Referrer-Policy", "no-referrer",
                "Cross-Origin-Resource-Policy", "same-origin", "Cross-Origin-Opener-Policy", "same-origin",
                "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    }

    private static String hash(String html) {
        int start = html.indexOf(IMPORT_MAP);
        if (start < 0) {
            return "";
        }
        int end = html.indexOf(END, start);
        if (end < 0) {
            throw new IllegalStateException("the import map has no " + END);
        }
        byte[] map = html.substring(start + IMPORT_MAP.length(), end).getBytes(StandardCharsets.UTF_8);
        return " 'sha256-" + Base64.getEncoder().encodeToString(Sha256.of(map).toBytes()) + "'";
    }
}
