package io.tillpost.edge.enrolment;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

/// The key of a box: P-256 (FIPS 186-5, section 6). It is born here and never leaves the box. Safe for use by all threads.
public final class DeviceKey {
    private static final String CURVE = "secp256r1";
    private static final int FIELD_BITS = 256;
    private static final byte[] PROBE = {'t', 'p'};

    private final ECPrivateKey secret;
    private final ECPublicKey open;

    private DeviceKey(ECPrivateKey secret, ECPublicKey open) {
        this.secret = secret;
        this.open = open;
    }

    /// A new one.
    public static DeviceKey born(SecureRandom random) {
        try {
            var pairs = KeyPairGenerator.getInstance("EC");
            pairs.initialize(new ECGenParameterSpec(CURVE), random);
            var pair = pairs.generateKeyPair();
            return of(pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has P-256", e);
        }
    }

    /// The key of these two halves. Throws [IllegalArgumentException] when they are not P-256 or do not belong together.
    public static DeviceKey of(PrivateKey secret, PublicKey open) {
        if (!(secret instanceof ECPrivateKey half) || !(open instanceof ECPublicKey other)
                || other.getParams().getCurve().getField().getFieldSize() != FIELD_BITS) {
            throw new IllegalArgumentException(
                    "a key of " + open.getAlgorithm() + ", expected one of the curve P-256");
        }
        var key = new DeviceKey(half, other);
        if (!key.fits()) {
            throw new IllegalArgumentException("private and public key do not belong together");
        }
        return key;
    }

    /// What [#encoded] gave. Throws [IllegalArgumentException].
    static DeviceKey decoded(byte[] bytes) {
        try {
            int length = ByteBuffer.wrap(bytes).getInt();
            byte[] pkcs8 = Arrays.copyOfRange(bytes, Integer.BYTES, Integer.BYTES + length);
            byte[] spki = Arrays.copyOfRange(bytes, Integer.BYTES + length, bytes.length);
            var keys = KeyFactory.getInstance("EC");
            return of(keys.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)),
                    keys.generatePublic(new X509EncodedKeySpec(spki)));
        } catch (GeneralSecurityException | RuntimeException _) {
            // The cause may quote the key.
            throw new IllegalArgumentException("what is kept as the device's key is none");
        }
    }

    /// Both halves: the length of the private one (u32be), PKCS #8, SubjectPublicKeyInfo. A secret.
    byte[] encoded() {
        byte[] pkcs8 = secret.getEncoded();
        byte[] spki = open.getEncoded();
        return ByteBuffer.allocate(Integer.BYTES + pkcs8.length + spki.length)
                .putInt(pkcs8.length)
                .put(pkcs8)
                .put(spki)
                .array();
    }

    /// SHA-256 of the SubjectPublicKeyInfo (DER).
    public Hash id() {
        return Sha256.of(open.getEncoded());
    }

    /// The half that everybody may see.
    public ECPublicKey open() {
        return open;
    }

    /// The other half, for TLS alone.
    public PrivateKey secret() {
        return secret;
    }

    /// ECDSA with SHA-256, DER.
    public byte[] sign(byte[] bytes) {
        return sign(bytes, "SHA256withECDSA");
    }

    /// ECDSA with SHA-256 as JWS wants it: R and S, 32 bytes each (RFC 7518, section 3.4).
    byte[] signForJws(byte[] bytes) {
        return sign(bytes, "SHA256withECDSAinP1363Format");
    }

    private byte[] sign(byte[] bytes, String algorithm) {
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(secret);
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java signs with P-256", e);
        }
    }

    private boolean fits() {
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initVerify(open);
            signature.update(PROBE);
            return signature.verify(sign(PROBE));
        } catch (GeneralSecurityException | IllegalStateException _) {
            return false;
        }
    }

    /// The id of the open half, and nothing of the other.
    @Override
    public String toString() {
        return "DeviceKey[" + id() + "]";
    }
}
