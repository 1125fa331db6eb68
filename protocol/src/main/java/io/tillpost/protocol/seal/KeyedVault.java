package io.tillpost.protocol.seal;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/// Seals under one of several keys: the current one seals, in one [SealSuite], and all of them open what any suite sealed.
/// A sealed value is the suite's version byte, the key's number (u32be), a random nonce of 96 bits, ciphertext and tag.
/// Safe for use by all threads.
public final class KeyedVault implements Vault {
    /// How many bytes longer sealed bytes are than plain ones.
    public static final int OVERHEAD_BYTES = SuiteKeys.OVERHEAD_BYTES;

    private final Map<SealSuite, SuiteKeys> suites;
    private final int current;
    private final SealSuite sealing;
    private final @Nullable SecureRandom random;

    /// @param keys by their numbers, 256 bits each
    /// @param current the number of the one that seals
    /// @param sealing how it does
    public KeyedVault(Map<Integer, SecretKey> keys, int current, SealSuite sealing, SecureRandom random) {
        if (!keys.containsKey(current)) {
            throw new IllegalArgumentException(
                    "key " + current + " seals, but only " + keys.keySet() + " are there");
        }
        this.suites = suites(keys);
        this.current = current;
        this.sealing = sealing;
        this.random = random;
    }

    /// As the one above, sealing in [SealSuite#AES_256_GCM].
    public KeyedVault(Map<Integer, SecretKey> keys, int current, SecureRandom random) {
        this(keys, current, SealSuite.AES_256_GCM, random);
    }

    /// One that only opens.
    KeyedVault(Map<Integer, SecretKey> keys) {
        this.suites = suites(keys);
        this.current = 0;
        this.sealing = SealSuite.AES_256_GCM;
        this.random = null;
    }

    private static Map<SealSuite, SuiteKeys> suites(Map<Integer, SecretKey> keys) {
        var suites = new EnumMap<SealSuite, SuiteKeys>(SealSuite.class);
        for (SealSuite suite : SealSuite.values()) {
            suites.put(suite, new SuiteKeys(suite, keys));
        }
        return suites;
    }

    /// The number of the key that sealed these bytes. Throws [SealBrokenException] when they are none of ours.
    public static int keyOf(byte[] sealed) {
        SealSuite.of(sealed);
        return ByteBuffer.wrap(sealed).getInt(1);
    }

    @Override
    public byte[] seal(byte[] plain, byte[] context) {
        if (random == null) {
            throw new IllegalStateException("this vault only opens");
        }
        byte[] nonce = new byte[SealSuite.NONCE_BYTES];
        random.nextBytes(nonce);
        return keys(sealing).seal(current, nonce, plain, context);
    }

    @Override
    public byte[] open(byte[] sealed, byte[] context) {
        return keys(SealSuite.of(sealed)).open(keyOf(sealed), sealed, context);
    }

    /// The numbers alone.
    @Override
    public String toString() {
        return "vault with keys " + new TreeSet<>(keys(sealing).numbers()) + ", sealing with " + current;
    }

    private SuiteKeys keys(SealSuite suite) {
        return Objects.requireNonNull(suites.get(suite), "all suites are there");
    }
}
