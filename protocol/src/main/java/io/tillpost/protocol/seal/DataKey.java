package io.tillpost.protocol.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// A key that data is sealed with, and its number in its store. It lies beside the data only wrapped.
public final class DataKey {
    /// AES-256.
    public static final int LENGTH_BYTES = 32;

    private final int number;
    private final byte[] key;

    DataKey(int number, byte[] key) {
        if (number < 0 || key.length != LENGTH_BYTES) {
            throw new IllegalArgumentException("data key " + number + " of " + key.length
                    + " bytes, expected a number from 0 and " + LENGTH_BYTES + " bytes");
        }
        this.number = number;
        this.key = key.clone();
    }

    /// A new one with this number.
    public static DataKey fresh(int number, SecureRandom random) {
        var key = new byte[LENGTH_BYTES];
        random.nextBytes(key);
        return new DataKey(number, key);
    }

    /// What sealed bytes name it by.
    public int number() {
        return number;
    }

    SecretKey secret() {
        return new SecretKeySpec(key, "AES");
    }

    byte[] bytes() {
        return key.clone();
    }

    /// Another name for `name` that only this key makes, and that tells nothing of it: 32 hex digits, always the same. For
    /// names that something is looked up by. A key that does this seals nothing.
    public String blind(String name) {
        return HexFormat.of().formatHex(MasterKey.mac(key, name.getBytes(UTF_8)), 0, 16);
    }

    /// The number alone.
    @Override
    public String toString() {
        return "data key " + number;
    }
}
