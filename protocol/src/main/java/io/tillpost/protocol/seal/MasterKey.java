package io.tillpost.protocol.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The key that wraps data keys and nothing else (NIST SP 800-57 part 1, 5.1.1: a key-wrapping key): 256 bits that stay
/// with whoever runs the program, away from the data. It is named by its fingerprint, which tells nothing of it.
public final class MasterKey {
    /// Length of the key.
    public static final int LENGTH_BYTES = 32;
    private static final String MAC = "HmacSHA256";
    private static final byte[] WRAPPING = "tillpost/master-key/1/wrap".getBytes(UTF_8);
    private static final byte[] NAMING = "tillpost/master-key/1/fingerprint".getBytes(UTF_8);
    private static final String WRAPPED = "tillpost/data-key/1/";
    private static final int FINGERPRINT_BYTES = 8;

    private final byte[] key;
    private final SecretKey wrapping;
    private final String fingerprint;

    private MasterKey(byte[] key) {
        if (key.length != LENGTH_BYTES) {
            throw new IllegalArgumentException(
                    "a master key of " + key.length + " bytes, expected " + LENGTH_BYTES);
        }
        this.key = key.clone();
        this.wrapping = new SecretKeySpec(mac(key, WRAPPING), "AES");
        this.fingerprint = HexFormat.of()
                .formatHex(Arrays.copyOf(mac(key, NAMING), FINGERPRINT_BYTES));
    }

    /// A key from these 32 bytes.
    public static MasterKey of(byte[] key) {
        return new MasterKey(key);
    }

    /// A new one.
    public static MasterKey fresh(SecureRandom random) {
        var key = new byte[LENGTH_BYTES];
        random.nextBytes(key);
        return new MasterKey(key);
    }

    /// Reads what a key file holds: 64 hex digits, white space around them. Throws [IllegalArgumentException], whose
    /// message says how long the text is and never what it is.
    public static MasterKey parse(byte[] file) {
        String text = new String(file, US_ASCII).strip();
        if (!text.matches("[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException(
                    "holds " + text.length() + " characters that are no master key, expected 64 hex digits");
        }
        return new MasterKey(HexFormat.of().parseHex(text));
    }

    /// What a key file holds.
    public byte[] toFile() {
        return (HexFormat.of().formatHex(key) + "\n").getBytes(US_ASCII);
    }

    /// 16 hex digits that name the key and may be shown to everybody.
    public String fingerprint() {
        return fingerprint;
    }

    /// Wraps a data key, so that it can lie beside the data.
    public WrappedKey wrap(DataKey data, SecureRandom random) {
        byte[] sealed = new KeyedVault(Map.of(0, wrapping), 0, random).seal(data.bytes(),
                context(data.number()));
        return new WrappedKey(data.number(), fingerprint, sealed);
    }

    /// The data key in there. Throws [SealBrokenException] when it was changed, or was wrapped by another master key.
    DataKey unwrap(WrappedKey wrapped) {
        byte[] opened = new KeyedVault(Map.of(0, wrapping)).open(wrapped.sealed(),
                context(wrapped.number()));
        return new DataKey(wrapped.number(), opened);
    }

    private static byte[] context(int number) {
        byte[] purpose = WRAPPED.getBytes(UTF_8);
        return ByteBuffer.allocate(purpose.length + Integer.BYTES).put(purpose).putInt(number).array();
    }

    static byte[] mac(byte[] key, byte[] message) {
        try {
            var mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    /// The fingerprint alone.
    @Override
    public String toString() {
        return "master key " + fingerprint;
    }
}
