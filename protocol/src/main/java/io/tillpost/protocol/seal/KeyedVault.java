package io.tillpost.protocol.seal;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/// Seals with AES-256-GCM (NIST SP 800-38D) under one of several keys: the current one seals, all of them open.
/// A sealed value is a version byte, the key's number (u32be), a random nonce of 96 bits, ciphertext and tag.
public final class KeyedVault implements Vault {
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD_BYTES = 1 + Integer.BYTES + NONCE_BYTES;

    /// How many bytes longer sealed bytes are than plain ones.
    public static final int OVERHEAD_BYTES = HEAD_BYTES + TAG_BITS / Byte.SIZE;

    private final Map<Integer, SecretKey> keys;
    private final int current;
    private final @Nullable SecureRandom random;
    /// A cipher that nobody uses now: finding one among the providers takes longer than sealing a row.
    private final AtomicReference<@Nullable Cipher> spare = new AtomicReference<>();

    /// @param keys by their numbers, AES with 256 bits each
    /// @param current the number of the one that seals
    public KeyedVault(Map<Integer, SecretKey> keys, int current, SecureRandom random) {
        this.keys = Map.copyOf(keys);
        this.current = current;
        this.random = random;
        if (!keys.containsKey(current)) {
            throw new IllegalArgumentException(
                    "key " + current + " seals, but only " + keys.keySet() + " are there");
        }
    }

    /// One that only opens.
    KeyedVault(Map<Integer, SecretKey> keys, int current) {
        this.keys = Map.copyOf(keys);
        this.current = current;
        this.random = null;
    }

    /// The number of the key that sealed these bytes. Throws [SealBrokenException] when they are none of ours.
    public static int keyOf(byte[] sealed) {
        if (sealed.length < HEAD_BYTES + TAG_BITS / Byte.SIZE || sealed[0] != VERSION) {
            throw new SealBrokenException(sealed.length + " bytes are nothing that was sealed here");
        }
        return ByteBuffer.wrap(sealed).getInt(1);
    }

    @Override
    public byte[] seal(byte[] plain, byte[] context) {
        if (random == null) {
            throw new IllegalStateException("this vault only opens");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, current, nonce, context);
            var sealed = ByteBuffer.allocate(HEAD_BYTES + cipher.getOutputSize(plain.length));
            sealed.put(VERSION).putInt(current).put(nonce);
            cipher.doFinal(ByteBuffer.wrap(plain), sealed);
            spare.set(cipher);
            return sealed.array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-256-GCM", e);
        }
    }

    @Override
    public byte[] open(byte[] sealed, byte[] context) {
        int key = keyOf(sealed);
        if (!keys.containsKey(key)) {
            throw new SealBrokenException("sealed with key " + key + ", which is not here");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer.wrap(sealed).get(1 + Integer.BYTES, nonce);
        try {
            var cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, context);
            byte[] plain = cipher.doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
            spare.set(cipher);
            return plain;
        } catch (AEADBadTagException _) {
            throw new SealBrokenException("changed since it was sealed, or sealed for another place");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-256-GCM", e);
        }
    }

    /// The numbers alone.
    @Override
    public String toString() {
        return "vault with keys " + new TreeSet<>(keys.keySet()) + ", sealing with " + current;
    }

    /// The number is part of what is authenticated, so that a changed one is noticed even between equal keys.
    private Cipher cipher(int mode, int key, byte[] nonce, byte[] context) throws GeneralSecurityException {
        Cipher kept = spare.getAndSet(null);
        Cipher cipher = kept == null ? Cipher.getInstance("AES/GCM/NoPadding") : kept;
        cipher.init(mode, keys.get(key), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(ByteBuffer.allocate(1 + Integer.BYTES).put(VERSION).putInt(key).array());
        cipher.updateAAD(context);
        return cipher;
    }
}
