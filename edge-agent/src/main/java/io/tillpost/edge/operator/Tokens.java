package io.tillpost.edge.operator;

import io.tillpost.protocol.journal.Sha256;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Secrets that are shown once: 32 random bytes as hex, of which only the SHA-256 is kept.
final class Tokens {
    private static final int BYTES = 32;

    private Tokens() {}

    static String fresh(RandomGenerator random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// What is kept of a token. Look-ups go by it: how long one takes says nothing of any token.
    static String hash(String token) {
        return Sha256.of(token).toString();
    }
}
