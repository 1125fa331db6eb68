package io.tillpost.central.broker;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The least of a certificate authority that a TLS test needs.
public final class TestAuthority {
    private static final char[] PASSWORD = "in memory only".toCharArray();

    private final KeyPair keys = keyPair();
    private final X509Certificate certificate;
    private long serial = 1;

    public TestAuthority() throws Exception {
        certificate = sign("CN=test authority", keys, 1);
    }

    public void write(Path pem) throws Exception {
        pem(pem, "CERTIFICATE", certificate.getEncoded());
    }

    public void server(Path key, Path chain, int validDays) throws Exception {
        files("localhost", key, chain, validDays);
    }

    /// Key and certificate with this common name, as files.
    public void files(String commonName, Path key, Path chain, int validDays) throws Exception {
        var pair = keyPair();
        pem(key, "PRIVATE KEY", pair.getPrivate().getEncoded());
        pem(chain, "CERTIFICATE", sign("CN=" + commonName, pair, validDays).getEncoded());
    }

    /// Key and certificate of a client, for its TLS.
    public KeyManagerFactory client(String commonName) throws Exception {
        var pair = keyPair();
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("client", pair.getPrivate(), PASSWORD,
                new X509Certificate[]{sign("CN=" + commonName, pair,
                        1)});
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, PASSWORD);
        return factory;
    }

    /// Trust in this authority alone.
    public TrustManagerFactory trust() throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", certificate);
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private X509Certificate sign(String subject, KeyPair pair, int validDays)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        Instant from = Instant.now().minus(30, ChronoUnit.DAYS);
        Instant to = Instant.now().plus(validDays, ChronoUnit.DAYS);
        var builder = new JcaX509v3CertificateBuilder(new X500Name("CN=test authority"),
                BigInteger.valueOf(serial++),
                Date.from(from), Date.from(to), new X500Name(subject), pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(pair == keys));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(
                GeneralName.dNSName, "localhost")));
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static void pem(Path file, String label, byte[] der) throws IOException {
        Files.writeString(file,
                "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der)
                        + "\n-----END " + label + "-----\n");
    }
}
