package io.tillpost.edge.enrolment;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/// A head office's authority, by Bouncy Castle: it learned certificates from nobody here.
public final class TestAuthority {
    private static final AtomicLong SERIALS = new AtomicLong(1000);

    private final KeyPair keys;
    public final X509Certificate certificate;

    public TestAuthority(String name, Instant now) throws Exception {
        keys = pair();
        certificate = signed(new X500Name("CN=" + name), keys.getPublic(), now.minus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(3650)), new X500Name("CN=" + name), null);
    }

    /// The name and key of another authority, signed by this one.
    public X509Certificate cross(TestAuthority successor, Instant from, Instant until) throws Exception {
        return signed(new X500Name(successor.certificate.getSubjectX500Principal().getName()),
                successor.certificate.getPublicKey(), from, until, issuer(), null);
    }

    /// What this authority has taken back.
    public X509CRL revoked(X509Certificate one, Instant now) throws Exception {
        var list = new JcaX509v2CRLBuilder(certificate.getSubjectX500Principal(), Date.from(now));
        list.setNextUpdate(Date.from(now.plus(Duration.ofDays(7))));
        list.addCRLEntry(one.getSerialNumber(), Date.from(now), CRLReason.keyCompromise);
        return new JcaX509CRLConverter().getCRL(
                list.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    /// A certificate for a box.
    public X509Certificate box(PublicKey key, String agent, Instant from, Instant until) throws Exception {
        return signed(new X500Name("CN=" + agent), key, from, until, issuer(), "");
    }

    /// A certificate for one purpose, an OID of extended key usage.
    public X509Certificate purpose(PublicKey key, String purpose, Instant from, Instant until)
            throws Exception {
        var builder = new JcaX509v3CertificateBuilder(issuer(), BigInteger.valueOf(SERIALS.incrementAndGet()),
                Date.from(from), Date.from(until), new X500Name("CN=configuration"), key);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
                KeyPurposeId.getInstance(new ASN1ObjectIdentifier(purpose))));
        return new JcaX509CertificateConverter().getCertificate(
                builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    /// TLS for a server on this machine.
    public SSLContext server(Instant from, Instant until, String host) throws Exception {
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(serverKeys(from, until, host), new char[0]);
        var tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        return tls;
    }

    /// Its key and certificate.
    public KeyStore serverKeys(Instant from, Instant until, String host)
            throws Exception {
        KeyPair own = pair();
        X509Certificate server = signed(new X500Name("CN=" + host), own.getPublic(), from, until, issuer(),
                host);
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", own.getPrivate(), new char[0],
                new Certificate[]{server, certificate});
        return store;
    }

    private X500Name issuer() {
        return new X500Name(certificate.getSubjectX500Principal().getName());
    }

    public static KeyPair pair() throws GeneralSecurityException {
        var pairs = KeyPairGenerator.getInstance("EC");
        pairs.initialize(new ECGenParameterSpec("secp256r1"));
        return pairs.generateKeyPair();
    }

    /// @param host null for an authority, empty for a client
    private X509Certificate signed(X500Name subject, PublicKey key, Instant from, Instant until,
            X500Name issuer, @Nullable String host)
            throws GeneralSecurityException, OperatorCreationException,
            IOException {
        var builder = new JcaX509v3CertificateBuilder(issuer, BigInteger.valueOf(SERIALS.incrementAndGet()),
                Date.from(from), Date.from(until), subject, key);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(host == null));
        if (host != null && !host.isEmpty()) {
            int kind = host.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName;
            builder.addExtension(Extension.subjectAlternativeName, false,
                    new GeneralNames(new GeneralName(kind, host)));
        }
        return new JcaX509CertificateConverter().getCertificate(
                builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }
}
