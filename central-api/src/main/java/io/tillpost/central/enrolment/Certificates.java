package io.tillpost.central.enrolment;

import io.tillpost.protocol.enrol.BoxCertificate;
import io.tillpost.protocol.sync.SignedPointer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/// Makes certificates and revocation lists (RFC 5280), signed by ECDSA with SHA-256. Decides nothing. Safe for use by all
/// threads.
final class Certificates {
    /// Clocks of two machines may differ.
    static final Duration BACKDATED = Duration.ofMinutes(5);
    private static final String ALGORITHM = "SHA256withECDSA";
    /// RFC 5280, 4.1.2.2: unique, positive, at most 20 octets; 120 bits cannot be guessed before they are issued.
    private static final int SERIAL_BITS = 120;

    private final SecureRandom random;

    Certificates(SecureRandom random) {
        this.random = random;
    }

    private record Extra(ASN1ObjectIdentifier kind, boolean critical, ASN1Encodable value) {}

    /// From when to when a certificate is good.
    record Lifetime(Instant from, Instant to) {
        static Lifetime from(Instant now, Duration length) {
            return new Lifetime(now.minus(BACKDATED), now.plus(length));
        }
    }

    /// A new authority's certificate, by itself. It may have one authority under it: its successor, while both are trusted.
    X509Certificate authority(String commonName, KeyPair keys, Lifetime lifetime) {
        X500Name name = common(commonName);
        return sign(name, keys.getPrivate(), keys.getPublic(), name, keys.getPublic(), lifetime,
                authorityExtras(1));
    }

    /// The successor's name and key, signed by the authority before it.
    X509Certificate cross(Authority before, X509Certificate successor) {
        return sign(subject(before.certificate()), before.key(), before.certificate().getPublicKey(),
                subject(successor), successor.getPublicKey(),
                new Lifetime(successor.getNotBefore().toInstant(), before.certificate().getNotAfter()
                        .toInstant()),
                authorityExtras(0));
    }

    private static List<Extra> authorityExtras(int authoritiesBelow) {
        return List.of(new Extra(Extension.basicConstraints, true, new BasicConstraints(authoritiesBelow)),
                new Extra(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)));
    }

    /// For a box, which is known by its common name and says in its subject that it is one.
    X509Certificate box(Authority authority, String agent, PublicKey key, Lifetime lifetime) {
        var subject = new X500NameBuilder().addRDN(BCStyle.OU, BoxCertificate.UNIT)
                .addRDN(BCStyle.CN, agent)
                .build();
        return leaf(authority, subject, key, lifetime, KeyPurposeId.id_kp_clientAuth, null);
    }

    /// For a node of head office, which is known by its common name.
    X509Certificate node(Authority authority, String commonName, PublicKey key, Lifetime lifetime) {
        return leaf(authority, common(commonName), key, lifetime, KeyPurposeId.id_kp_clientAuth, null);
    }

    /// For a server under these host names and IP addresses.
    X509Certificate server(Authority authority, String commonName, List<String> names, PublicKey key,
            Lifetime lifetime) {
        var alternatives = new GeneralNames(names.stream()
                .map(name -> new GeneralName(
                        HostNames.isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
        return leaf(authority, common(commonName), key, lifetime, KeyPurposeId.id_kp_serverAuth,
                alternatives);
    }

    /// For the key that signs configurations of stores, by its purpose; as a client or a server it is nobody.
    X509Certificate configurationSigner(Authority authority, PublicKey key, Lifetime lifetime) {
        return leaf(authority, common("configuration"), key, lifetime,
                KeyPurposeId.getInstance(new ASN1ObjectIdentifier(SignedPointer.PURPOSE)), null);
    }

    private X509Certificate leaf(Authority authority, X500Name name, PublicKey key, Lifetime lifetime,
            KeyPurposeId purpose, @Nullable GeneralNames alternatives) {
        var extras = new ArrayList<>(List.of(
                new Extra(Extension.basicConstraints, true, new BasicConstraints(false)),
                new Extra(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)),
                new Extra(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))));
        if (alternatives != null) {
            extras.add(new Extra(Extension.subjectAlternativeName, false, alternatives));
        }
        return sign(subject(authority.certificate()), authority.key(), authority.certificate().getPublicKey(),
                name, key, lifetime, extras);
    }

    private X509Certificate sign(X500Name issuer, PrivateKey issuersKey, PublicKey issuersPublic,
            X500Name subject, PublicKey key, Lifetime lifetime, List<Extra> extras) {
        try {
            var builder = new JcaX509v3CertificateBuilder(issuer,
                    new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE), Date.from(lifetime.from()),
                    Date.from(lifetime.to()), subject, key);
            var identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.subjectKeyIdentifier, false,
                    identifiers.createSubjectKeyIdentifier(key));
            builder.addExtension(Extension.authorityKeyIdentifier, false,
                    identifiers.createAuthorityKeyIdentifier(issuersPublic));
            for (Extra extra : extras) {
                builder.addExtension(extra.kind(), extra.critical(), extra.value());
            }
            var signer = new JcaContentSignerBuilder(ALGORITHM).setSecureRandom(random).build(issuersKey);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (GeneralSecurityException | CertIOException | OperatorCreationException e) {
            throw new IllegalStateException("no certificate can be made for " + subject, e);
        }
    }

    /// A revocation list (RFC 5280, 5), DER.
    byte[] revocationList(Authority authority, long number, Lifetime lifetime,
            List<Authorities.RevokedCertificate> revoked) {
        try {
            var builder = new JcaX509v2CRLBuilder(authority.certificate(), Date.from(lifetime.from()));
            builder.setNextUpdate(Date.from(lifetime.to()));
            for (var entry : revoked) {
                builder.addCRLEntry(new BigInteger(entry.serial(), 16), Date.from(entry.at()),
                        entry.reason().code());
            }
            builder.addExtension(Extension.authorityKeyIdentifier, false, new JcaX509ExtensionUtils()
                    .createAuthorityKeyIdentifier(authority.certificate().getPublicKey()));
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
            var signer = new JcaContentSignerBuilder(ALGORITHM).setSecureRandom(random)
                    .build(authority.key());
            return builder.build(signer).getEncoded();
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("no revocation list can be made", e);
        }
    }

    /// As [RevocationReason] and [DeviceCertificate] write it.
    static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }

    static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    /// A certificate that we kept. Not for what strangers send.
    static X509Certificate read(byte[] der) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalStateException("a kept certificate cannot be read", e);
        }
    }

    private static X500Name subject(X509Certificate certificate) {
        try {
            return new JcaX509CertificateHolder(certificate).getSubject();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    private static X500Name common(String name) {
        return new X500NameBuilder().addRDN(BCStyle.CN, name).build();
    }
}
