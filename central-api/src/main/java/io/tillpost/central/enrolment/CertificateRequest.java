package io.tillpost.central.enrolment;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/// A request for a certificate (PKCS #10, RFC 2986) that proves possession of its key. Nothing but the key is taken from
/// it: subject and attributes are what the asker likes to be.
///
/// @param hash SHA-256 of the request
record CertificateRequest(ECPublicKey key, Hash hash) {
    /// A P-256 request has some 250 bytes; ten times that leaves room for any subject.
    private static final int MAX_BYTES = 4096;
    private static final Set<ASN1ObjectIdentifier> SIGNATURES = Set.of(
            X9ObjectIdentifiers.ecdsa_with_SHA256,
            X9ObjectIdentifiers.ecdsa_with_SHA384, X9ObjectIdentifiers.ecdsa_with_SHA512);

    /// SHA-256 of the key's SubjectPublicKeyInfo.
    Hash keyId() {
        return Sha256.of(key.getEncoded());
    }

    /// Reads base 64 of DER. Throws [MalformedRequestException] for anything that is no such request, for a key that is
    /// not on P-256, and for one that the asker has not.
    static CertificateRequest parse(String base64) throws MalformedRequestException {
        byte[] der = decoded("/csr", base64, MAX_BYTES);
        try {
            var request = new PKCS10CertificationRequest(der);
            if (!SIGNATURES.contains(request.getSignatureAlgorithm().getAlgorithm())) {
                throw new MalformedRequestException("/csr",
                        "signed by algorithm " + request.getSignatureAlgorithm().getAlgorithm()
                                + ", expected ECDSA with SHA-256");
            }
            ECPublicKey key = P256.publicKey(request.getSubjectPublicKeyInfo().getEncoded());
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new MalformedRequestException("/csr", "its signature is not by the key it asks for");
            }
            return new CertificateRequest(key, Sha256.of(der));
        } catch (GeneralSecurityException e) {
            throw new MalformedRequestException("/csr",
                    "its key is not on the curve P-256, expected one that is", e);
        } catch (PKCSException | OperatorCreationException e) {
            throw new MalformedRequestException("/csr", "its signature is not by the key it asks for", e);
        } catch (IOException | IllegalArgumentException | IllegalStateException | ClassCastException e) {
            throw new MalformedRequestException("/csr",
                    der.length + " bytes are no PKCS #10 request (DER), expected one", e);
        }
    }

    /// Bytes that were sent as base 64.
    static byte[] decoded(String pointer, String base64, int maxBytes) throws MalformedRequestException {
        if (base64.length() > maxBytes * 4 / 3 + 4) {
            throw new MalformedRequestException(pointer,
                    base64.length() + " characters, expected base 64 of at most " + maxBytes + " bytes");
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new MalformedRequestException(pointer, "not base 64", e);
        }
    }
}
