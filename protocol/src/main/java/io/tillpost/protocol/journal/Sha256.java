package io.tillpost.protocol.journal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 (FIPS 180-4). Safe for use by all threads.
public final class Sha256 {
    /// Nothing is ever fed to it. A copy costs less than a search through the platform's providers, and each event needs one.
    private static final MessageDigest UNFED = unfed();

    private Sha256() {}

    /// A digest that nothing was fed to, for what comes in parts. For one thread.
    public static MessageDigest digest() {
        try {
            return (MessageDigest) UNFED.clone();
        } catch (CloneNotSupportedException _) {
            // A provider outside of Java, which keeps its state elsewhere.
            return unfed();
        }
    }

    /// The hash of these bytes.
    public static Hash of(byte[] bytes) {
        return Hash.of(digest().digest(bytes));
    }

    /// The hash of the text's UTF-8.
    public static Hash of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest unfed() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
