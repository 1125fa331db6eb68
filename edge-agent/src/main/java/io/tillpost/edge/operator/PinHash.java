package io.tillpost.edge.operator;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// A PIN as it is kept: PBKDF2-HMAC-SHA256 (RFC 8018, 5.2) with a salt of its own, from the JDK.
///
/// @param salt hex
/// @param iterations as they were when it was made, so that the number can change
/// @param hash hex
record PinHash(String salt, int iterations, String hash) {
    /// A check takes some 35 ms on a PC and under 100 ms on a small box: nobody notices at the till, and at most some
    /// tens of guesses per second are possible before the lock-out ends them. Against somebody who has the file, four
    /// digits are weak with any number; the file is readable by the agent alone.
    static final int ITERATIONS = 120_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;
    /// Checks at once: guessing never takes more than one core from the store.
    private static final Semaphore WORK = new Semaphore(1);

    static PinHash of(Pin pin, RandomGenerator random) {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PinHash(hex(salt), ITERATIONS, hex(derive(pin, salt, ITERATIONS)));
    }

    /// One that no PIN matches, and finding that out takes as long as with any other.
    static PinHash ofNobody(RandomGenerator random) {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        var hash = new byte[HASH_BITS / Byte.SIZE];
        random.nextBytes(hash);
        return new PinHash(hex(salt), ITERATIONS, hex(hash));
    }

    /// Takes the same time for any wrong PIN.
    boolean matches(Pin pin) {
        HexFormat format = HexFormat.of();
        return MessageDigest.isEqual(format.parseHex(hash), derive(pin, format.parseHex(salt), iterations));
    }

    private static byte[] derive(Pin pin, byte[] salt, int iterations) {
        var spec = new PBEKeySpec(pin.chars(), salt, iterations, HASH_BITS);
        WORK.acquireUninterruptibly();
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA256", e);
        } finally {
            WORK.release();
            spec.clearPassword();
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /// Salt and hash are left out.
    @Override
    public String toString() {
        return "PinHash";
    }
}
