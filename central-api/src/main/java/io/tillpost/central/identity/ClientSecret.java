package io.tillpost.central.identity;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.random.RandomGenerator;

/// A client's password: shown once, kept as its SHA-256.
public record ClientSecret(String value) {
    private static final int RANDOM_BYTES = 32;
    private static final String PREFIX = "tpsec_";

    /// A new one. The prefix lets scanners of leaked secrets find it.
    public static ClientSecret create(RandomGenerator random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return new ClientSecret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// What is kept of it.
    public Hash hash() {
        return Sha256.of(value);
    }

    /// Whether this is the secret behind `hash`; takes equally long for every wrong one.
    public boolean matches(Hash hash) {
        return MessageDigest.isEqual(hash().toBytes(), hash.toBytes());
    }

    /// Never the secret itself.
    @Override
    public String toString() {
        return "ClientSecret[hidden]";
    }
}
