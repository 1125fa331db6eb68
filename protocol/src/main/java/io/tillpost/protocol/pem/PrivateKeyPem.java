package io.tillpost.protocol.pem;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/// Unencrypted PKCS #8 keys in PEM (RFC 7468, 10).
public final class PrivateKeyPem {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");
    private static final byte[] PROBE = "tillpost".getBytes(StandardCharsets.US_ASCII);

    private PrivateKeyPem() {}

    /// The key in this text. Throws [IllegalArgumentException] for anything else; the message goes on after the file's name
    /// and holds nothing of the text.
    public static PrivateKey parse(String pem) {
        int begin = pem.indexOf(BEGIN);
        int end = pem.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("holds no PKCS#8 key (" + BEGIN + ")");
        }
        byte[] der = decoded(pem.substring(begin + BEGIN.length(), end));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException _) {
                // One of the others, or none.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java knows keys of " + algorithm, e);
            }
        }
        throw new IllegalArgumentException("holds a key that is none of " + ALGORITHMS);
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            // The cause may quote the key.
            throw new IllegalArgumentException("holds a key whose base 64 is damaged");
        }
    }

    /// Whether these two are one pair, found out by signing and verifying. No for keys that cannot sign.
    public static boolean isPair(PrivateKey secret, PublicKey open) {
        try {
            var signature = Signature.getInstance(switch (secret.getAlgorithm()) {
                case "EC" -> "SHA256withECDSA";
                case "RSA" -> "SHA256withRSA";
                default -> secret.getAlgorithm();
            });
            signature.initSign(secret);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
