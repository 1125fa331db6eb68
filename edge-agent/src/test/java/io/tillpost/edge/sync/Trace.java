package io.tillpost.edge.sync;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Everything that happened in a simulated day, as one digest: two runs of a seed must give the same.
final class Trace {
    private final MessageDigest digest;
    private long lines;

    Trace() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// Something happened.
    void note(long nanos, String what) {
        lines++;
        digest.update((nanos + " " + what + "\n").getBytes(StandardCharsets.UTF_8));
        if (Boolean.getBoolean("tillpost.sync.trace")) {
            System.out.println(nanos / 1_000_000 + " ms " + what);
        }
    }

    /// How much, and what. Ends the trace.
    String result() {
        return lines + " " + HexFormat.of().formatHex(digest.digest());
    }
}
