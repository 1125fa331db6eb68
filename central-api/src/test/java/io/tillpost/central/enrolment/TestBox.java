package io.tillpost.central.enrolment;

import io.tillpost.protocol.enrol.EnrolmentReply;
import io.tillpost.protocol.enrol.EnrolmentRequest;
import io.tillpost.protocol.enrol.RenewalRequest;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.HeadSignature;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// A box's side of enrolment, as the protocol describes it: a key, requests with it, proofs by it.
public final class TestBox {
    public final KeyPair keys;

    public TestBox() {
        this(ecKeys("secp256r1"));
    }

    public TestBox(KeyPair keys) {
        this.keys = keys;
    }

    public static KeyPair ecKeys(String curve) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A request with this subject, signed by the box's key.
    public String csr(String subject) {
        return csr(subject, keys, keys.getPrivate(),
                keys.getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
    }

    public String csr() {
        return csr("CN=whatever");
    }

    public static String csr(String subject, KeyPair asked, PrivateKey signer, String algorithm) {
        try {
            return Base64.getEncoder()
                    .encodeToString(new JcaPKCS10CertificationRequestBuilder(new X500Principal(subject),
                            asked.getPublic()).build(new JcaContentSignerBuilder(algorithm).build(signer))
                            .getEncoded());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public EnrolmentRequest enrol(String code) {
        return new EnrolmentRequest(code, csr());
    }

    /// A renewal that proves itself by this box's key.
    public RenewalRequest renew(EnrolmentReply last, String csr, Instant signedAt) {
        var decoder = Base64.getDecoder();
        String certificate = last.certificates().getFirst();
        return new RenewalRequest(csr, certificate, signedAt, Base64.getEncoder()
                .encodeToString(sign(RenewalRequest.signedBytes(decoder.decode(csr),
                        decoder.decode(certificate), signedAt))));
    }

    public byte[] sign(byte[] bytes) {
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The signature over a batch's head, said to be of these.
    public HeadSignature sign(String tenant, String store, String agent, BatchHeader header) {
        return sign(tenant, store, agent, HeadSignature.Said.batch(header));
    }

    /// The signature over anything, likewise.
    public HeadSignature sign(String tenant, String store, String agent, HeadSignature.Said said) {
        return new HeadSignature(keyId(), sign(said.bytes(tenant, store, agent)));
    }

    public Hash keyId() {
        try {
            return Hash.of(MessageDigest.getInstance("SHA-256").digest(keys.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The certificate at this place of a reply; 0 is the box's own.
    public static X509Certificate certificate(EnrolmentReply reply, int place) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(
                            Base64.getDecoder().decode(reply.certificates().get(place))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// This box's key with the certificate of that reply, for TLS.
    public KeyManagerFactory tls(EnrolmentReply reply) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("box", keys.getPrivate(), new char[0],
                    new X509Certificate[]{certificate(reply, 0)});
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return factory;
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
