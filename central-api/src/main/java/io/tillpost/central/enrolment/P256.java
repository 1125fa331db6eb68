package io.tillpost.central.enrolment;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.security.spec.X509EncodedKeySpec;

/// Keys on the curve P-256 (FIPS 186-5; `secp256r1`), the only ones that boxes and authorities have here.
final class P256 {
    private static final String CURVE = "secp256r1";

    private P256() {}

    static KeyPair newPair(SecureRandom random) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has P-256", e);
        }
    }

    /// The key with this SubjectPublicKeyInfo. Fails for every other kind of key, another curve, and a point beside it.
    static ECPublicKey publicKey(byte[] subjectPublicKeyInfo) throws GeneralSecurityException {
        PublicKey key = KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo));
        if (!(key instanceof ECPublicKey point) || !isOnCurve(point)) {
            throw new InvalidKeyException("no point on P-256");
        }
        return point;
    }

    private static boolean isOnCurve(ECPublicKey key) throws GeneralSecurityException {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(CURVE));
        var expected = parameters.getParameterSpec(ECParameterSpec.class);
        EllipticCurve curve = expected.getCurve();
        ECPoint point = key.getW();
        if (!key.getParams().getCurve().equals(curve)
                || !key.getParams().getGenerator().equals(expected.getGenerator())
                || point.equals(ECPoint.POINT_INFINITY)) {
            return false;
        }
        BigInteger prime = ((ECFieldFp) curve.getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        BigInteger right = x.modPow(BigInteger.valueOf(3), prime)
                .add(curve.getA().multiply(x))
                .add(curve.getB())
                .mod(prime);
        return x.compareTo(prime) < 0 && y.compareTo(prime) < 0
                && y.modPow(BigInteger.TWO, prime).equals(right);
    }

    /// Whether `signature` (ECDSA with SHA-256, DER) over `bytes` is by this key.
    static boolean verifies(PublicKey key, byte[] bytes, byte[] signature) {
        try {
            var check = Signature.getInstance("SHA256withECDSA");
            check.initVerify(key);
            check.update(bytes);
            return check.verify(signature);
        } catch (SignatureException _) {
            // What is no signature at all is none by this key.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java verifies ECDSA", e);
        }
    }
}
