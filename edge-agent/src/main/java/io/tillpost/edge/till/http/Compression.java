package io.tillpost.edge.till.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/// gzip, for those who ask for it (RFC 9110, 12.5.3).
final class Compression {
    /// Below that a packet holds it anyway.
    private static final int LEAST_BYTES = 1024;

    private Compression() {}

    /// Whether an `Accept-Encoding` header names gzip and does not rule it out.
    static boolean isWanted(String acceptEncoding) {
        for (String one : acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = one.strip().split(";", -1);
            if (parts[0].strip().equals("gzip")) {
                return parts.length == 1 || !parts[1].strip().matches("q=0(\\.0{0,3})?");
            }
        }
        return false;
    }

    /// Whether it would gain anything.
    static boolean pays(String contentType, int bytes) {
        return bytes > LEAST_BYTES && (contentType.startsWith("text/") || contentType.contains("json")
                || contentType.startsWith("image/svg"));
    }

    static byte[] gzip(byte[] body) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("gzip in memory", e);
        }
        return packed.toByteArray();
    }
}
