package io.tillpost.protocol.sync;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A [ConfigPointer] with head office's signature: a JWS in compact form (RFC 7515, 3.1), ES256 (RFC 7518, 3.4), whose
/// header carries the signer's certificate and those between it and the authority (`x5c`, RFC 7515, 4.1.6). The
/// certificate says in its extended key usage that it is for this and for nothing else, so neither a box nor a server of
/// the same authority can sign.
///
/// @param chain the signer's certificate first; nothing is proven about it here
public record SignedPointer(ConfigPointer pointer, List<X509Certificate> chain, String signedText,
        byte[] signature) {
    /// Extended key usage of the signer's certificate; an arc that belongs to whoever made its UUID (ITU-T X.667).
    public static final String PURPOSE = "2.25.166299838195910090422896095812102361540";
    /// Longest compact form that is read.
    public static final int MAX_CHARS = 16 << 10;

    private static final String ALGORITHM = "ES256";
    private static final String TYPE = "tillpost-config";
    /// As RFC 7518 writes ECDSA signatures: r and s, 32 bytes each.
    private static final String JCA_ALGORITHM = "SHA256withECDSAinP1363Format";
    private static final int MAX_CHAIN = 4;

    private record Header(String alg, String typ, List<String> x5c) {}

    public SignedPointer {
        chain = List.copyOf(chain);
        signature = signature.clone();
    }

    @Override
    public byte[] signature() {
        return signature.clone();
    }

    /// Signs.
    ///
    /// @param chain the certificate of `key` first, without the authority
    public static String sign(ConfigPointer pointer, PrivateKey key, List<X509Certificate> chain) {
        try {
            var x5c = new ArrayList<String>();
            for (X509Certificate certificate : chain) {
                x5c.add(Base64.getEncoder().encodeToString(certificate.getEncoded()));
            }
            String text = url(Json.write(new Header(ALGORITHM, TYPE, x5c))) + "." + url(Json.write(pointer));
            var signer = Signature.getInstance(JCA_ALGORITHM);
            signer.initSign(key);
            signer.update(text.getBytes(US_ASCII));
            return text + "." + url(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a configuration pointer cannot be signed", e);
        }
    }

    /// Reads the compact form; nothing of it is proven yet. Throws [IllegalArgumentException] that says what was
    /// expected.
    public static SignedPointer parse(String compact) {
        String[] parts = compact.length() > MAX_CHARS ? new String[0] : compact.split("\\.", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a pointer of " + compact.length()
                    + " characters that is no compact JWS, expected three parts in at most " + MAX_CHARS);
        }
        try {
            var header = Json.read(bytes(parts[0]), Header.class);
            if (!header.alg.equals(ALGORITHM) || !header.typ.equals(TYPE)) {
                throw new IllegalArgumentException("pointer with alg '" + header.alg + "' and typ '"
                        + header.typ + "', expected " + ALGORITHM + " and " + TYPE);
            }
            return new SignedPointer(Json.read(bytes(parts[1]), ConfigPointer.class),
                    certificates(header.x5c), parts[0] + "." + parts[1], bytes(parts[2]));
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException("pointer at '" + e.pointer() + "': " + e.getMessage(), e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("pointer with an unreadable certificate", e);
        }
    }

    private static List<X509Certificate> certificates(List<String> x5c) throws CertificateException {
        if (x5c.isEmpty() || x5c.size() > MAX_CHAIN) {
            throw new IllegalArgumentException(
                    "pointer with " + x5c.size() + " certificates, expected 1 to " + MAX_CHAIN);
        }
        var factory = CertificateFactory.getInstance("X.509");
        var all = new ArrayList<X509Certificate>();
        for (String one : x5c) {
            all.add((X509Certificate) factory.generateCertificate(
                    new ByteArrayInputStream(Base64.getDecoder().decode(one))));
        }
        return all;
    }

    /// Whether the first certificate's key signed this text. What that certificate is worth is for the caller to judge.
    public boolean isSignedByItsCertificate() {
        try {
            var verifier = Signature.getInstance(JCA_ALGORITHM);
            verifier.initVerify(chain.getFirst().getPublicKey());
            verifier.update(signedText.getBytes(US_ASCII));
            return verifier.verify(signature);
        } catch (SignatureException _) {
            return false;
        } catch (GeneralSecurityException _) {
            // A key of another kind.
            return false;
        }
    }

    private static String url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(String url) {
        return Base64.getUrlDecoder().decode(url);
    }
}
