package io.tillpost.protocol.seal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/// One suite and the keys it uses. Safe for use by all threads.
final class SuiteKeys {
    private static final int HEAD_BYTES = 1 + Integer.BYTES + SealSuite.NONCE_BYTES;
    /// How many bytes longer sealed bytes are than plain ones, in every suite.
    static final int OVERHEAD_BYTES = HEAD_BYTES + SealSuite.TAG_BITS / Byte.SIZE;

    private final SealSuite suite;
    private final Map<Integer, SecretKey> keys;
    /// A cipher that nobody uses now: finding one among the providers takes longer than sealing a row.
    private final AtomicReference<@Nullable Cipher> spare = new AtomicReference<>();

    SuiteKeys(SealSuite suite, Map<Integer, SecretKey> data) {
        Map<Integer, SecretKey> own = new HashMap<>();
        data.forEach((number, key) -> own.put(number, suite.key(key)));
        this.suite = suite;
        this.keys = Map.copyOf(own);
    }

    Set<Integer> numbers() {
        return keys.keySet();
    }

    byte[] seal(int key, byte[] nonce, byte[] plain, byte[] context) {
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, context);
            var sealed = ByteBuffer.allocate(HEAD_BYTES + cipher.getOutputSize(plain.length));
            sealed.put(suite.version()).putInt(key).put(nonce);
            cipher.doFinal(ByteBuffer.wrap(plain), sealed);
            spare.set(cipher);
            return sealed.array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + suite, e);
        }
    }

    /// The plain bytes. Throws [SealBrokenException] when the key is not here, or any bit is not as it was sealed.
    byte[] open(int key, byte[] sealed, byte[] context) {
        if (!keys.containsKey(key)) {
            throw new SealBrokenException("sealed with key " + key + ", which is not here");
        }
        byte[] nonce = new byte[SealSuite.NONCE_BYTES];
        ByteBuffer.wrap(sealed).get(1 + Integer.BYTES, nonce);
        try {
            var cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, context);
            byte[] plain = cipher.doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
            spare.set(cipher);
            return plain;
        } catch (AEADBadTagException _) {
            throw new SealBrokenException("changed since it was sealed, or sealed for another place");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + suite, e);
        }
    }

    /// Version and number are part of what is authenticated, so that a changed one is noticed even between equal keys.
    private Cipher cipher(int mode, int key, byte[] nonce, byte[] context) throws GeneralSecurityException {
        Cipher kept = spare.getAndSet(null);
        Cipher cipher = kept == null ? suite.cipher() : kept;
        cipher.init(mode, keys.get(key), suite.parameters(nonce));
        cipher.updateAAD(ByteBuffer.allocate(1 + Integer.BYTES).put(suite.version()).putInt(key).array());
        cipher.updateAAD(context);
        return cipher;
    }
}
