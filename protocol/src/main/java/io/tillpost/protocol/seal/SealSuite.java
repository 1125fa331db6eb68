package io.tillpost.protocol.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A way to seal bytes so that nobody reads them or changes them unnoticed. Each takes a key of 256 bits, a nonce of 96
/// and adds a tag of 128, and none may use one nonce twice under a key.
public enum SealSuite {
    /// NIST SP 800-38D. The quicker one where Java's second compiler runs, which has the processor's instructions for it.
    AES_256_GCM((byte) 1, "AES/GCM/NoPadding"),
    /// RFC 8439. The quicker one without those, and it needs no tables whose place in the processor's cache depends on the
    /// key.
    CHACHA20_POLY1305((byte) 2, "ChaCha20-Poly1305");

    private static final SealSuite[] ALL = values();
    static final int NONCE_BYTES = 12;
    static final int TAG_BITS = 128;
    private static final byte[] LABEL = "tillpost/seal/2/chacha20-poly1305".getBytes(UTF_8);

    private final byte version;
    private final String transformation;

    SealSuite(byte version, String transformation) {
        this.version = version;
        this.transformation = transformation;
    }

    /// The first byte of what it sealed.
    byte version() {
        return version;
    }

    /// The one that sealed these bytes. Throws [SealBrokenException] when none did.
    static SealSuite of(byte[] sealed) {
        if (sealed.length >= SuiteKeys.OVERHEAD_BYTES) {
            for (SealSuite suite : ALL) {
                if (suite.version == sealed[0]) {
                    return suite;
                }
            }
        }
        throw new SealBrokenException(sealed.length + " bytes are nothing that was sealed here");
    }

    /// The key it uses where that data key is: no two suites share one.
    SecretKey key(SecretKey data) {
        return switch (this) {
            case AES_256_GCM -> data;
            case CHACHA20_POLY1305 ->
                new SecretKeySpec(MasterKey.mac(data.getEncoded(), LABEL), "ChaCha20");
        };
    }

    AlgorithmParameterSpec parameters(byte[] nonce) {
        return switch (this) {
            case AES_256_GCM -> new GCMParameterSpec(TAG_BITS, nonce);
            case CHACHA20_POLY1305 -> new IvParameterSpec(nonce);
        };
    }

    Cipher cipher() throws GeneralSecurityException {
        return Cipher.getInstance(transformation);
    }
}
