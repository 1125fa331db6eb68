package io.tillpost.installer.certificates;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority with a key of its own that is never written down: who needs another certificate later makes
/// a new authority. Keys are P-256.
public final class DemoAuthority {
    /// Long enough for an evaluation that is forgotten and found again.
    private static final Duration LIFETIME = Duration.ofDays(90);
    /// Clocks of two machines may differ.
    private static final Duration BACKDATED = Duration.ofMinutes(5);
    private static final int SERIAL_BITS = 120;

    private final X500Name name = common("Tillpost demo authority");
    private final Clock clock;
    private final SecureRandom random;
    private final KeyPair keys;
    private final X509Certificate certificate;

    private DemoAuthority(Clock clock, SecureRandom random) throws GeneralSecurityException, IOException {
        this.clock = clock;
        this.random = random;
        this.keys = keyPair();
        this.certificate = sign(name, keys, List.of(
                new Extra(Extension.basicConstraints, true, new BasicConstraints(0)),
                new Extra(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))));
    }

    private record Extra(ASN1ObjectIdentifier kind, boolean critical, ASN1Encodable value) {}

    /// Makes a new authority.
    public static DemoAuthority make(Clock clock, SecureRandom random) throws IOException {
        try {
            return new DemoAuthority(clock, random);
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate authority can be made", e);
        }
    }

    /// The authority's own certificate.
    public X509Certificate certificate() {
        return certificate;
    }

    /// Writes the authority's certificate as PEM.
    public void write(Path file) throws IOException {
        PrivatePem.writeCertificate(file, certificate);
    }

    /// Makes a key and a certificate for a server on this machine (localhost, 127.0.0.1, ::1) and writes both as PEM.
    public void server(Path key, Path chain) throws IOException {
        var names = new GeneralNames(new GeneralName[]{new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
            new GeneralName(GeneralName.iPAddress, "::1")});
        issue("localhost", key, chain, List.of(new Extra(Extension.subjectAlternativeName, false, names),
                new Extra(Extension.extendedKeyUsage, false,
                        new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))));
    }

    /// Makes a key and a certificate for the client `commonName` and writes both as PEM.
    public void client(String commonName, Path key, Path chain) throws IOException {
        issue(commonName, key, chain,
                List.of(new Extra(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
                        KeyPurposeId.id_kp_clientAuth))));
    }

    private void issue(String commonName, Path key, Path chain, List<Extra> extras) throws IOException {
        try {
            var pair = keyPair();
            PrivatePem.writeKey(key, pair.getPrivate());
            PrivatePem.writeCertificate(chain, sign(common(commonName), pair, extras));
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate can be made for " + commonName, e);
        }
    }

    private X509Certificate sign(X500Name subject, KeyPair pair, List<Extra> extras)
            throws GeneralSecurityException, IOException {
        Instant now = clock.instant();
        var builder = new JcaX509v3CertificateBuilder(name,
                new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
                Date.from(now.minus(BACKDATED)), Date.from(now.plus(LIFETIME)), subject, pair.getPublic());
        var identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.subjectKeyIdentifier, false,
                identifiers.createSubjectKeyIdentifier(pair
                        .getPublic()));
        builder.addExtension(Extension.authorityKeyIdentifier, false,
                identifiers.createAuthorityKeyIdentifier(keys
                        .getPublic()));
        for (var extra : extras) {
            builder.addExtension(extra.kind(), extra.critical(), extra.value());
        }
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private KeyPair keyPair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static X500Name common(String name) {
        return new X500NameBuilder().addRDN(BCStyle.CN, name).build();
    }
}
