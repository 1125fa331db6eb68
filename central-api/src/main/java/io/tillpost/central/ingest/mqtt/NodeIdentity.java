package io.tillpost.central.ingest.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import io.tillpost.protocol.pem.PrivateKeyPem;
import io.tillpost.protocol.tls.TlsRules;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/// A node's client id and TLS, read from its files.
record NodeIdentity(String clientId, MqttClientSslConfig tls) {

    /// Throws [IOException] that names the file and never holds the key.
    static NodeIdentity read(MqttSettings settings) throws IOException {
        try {
            List<X509Certificate> chain = certificates(settings.certificate());
            PrivateKey key = key(settings.privateKey());
            if (!PrivateKeyPem.isPair(key, chain.getFirst().getPublicKey())) {
                throw new IOException("broker: key " + settings.privateKey()
                        + " does not belong to certificate " + settings.certificate());
            }
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("node", key, new char[0],
                    chain.toArray(Certificate[]::new));
            var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, new char[0]);
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            for (X509Certificate certificate : certificates(settings.trusted())) {
                trusted.setCertificateEntry(certificate.getSubjectX500Principal().getName(), certificate);
            }
            var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trustManagers.init(trusted);
            return new NodeIdentity(commonName(settings.certificate(), chain.getFirst()),
                    MqttClientSslConfig.builder()
                            .keyManagerFactory(keyManagers)
                            .trustManagerFactory(trustManagers)
                            .protocols(List.of(TlsRules.NEWEST))
                            .build());
        } catch (GeneralSecurityException e) {
            throw new IOException("no TLS from " + settings.certificate() + " and " + settings.privateKey()
                    + ": " + e.getMessage(), e);
        }
    }

    static List<X509Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        List<X509Certificate> all = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
        if (all.isEmpty()) {
            throw new IOException(file + " holds no certificate");
        }
        return all;
    }

    private static PrivateKey key(Path file) throws IOException {
        try {
            return PrivateKeyPem.parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " " + e.getMessage(), e);
        }
    }

    static String commonName(Path file, X509Certificate certificate) throws IOException {
        String subject = certificate.getSubjectX500Principal().getName();
        try {
            for (Rdn part : new LdapName(subject).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return part.getValue().toString();
                }
            }
        } catch (InvalidNameException e) {
            throw new IOException(file + " has an unreadable subject", e);
        }
        throw new IOException(file + " is for '" + subject + "', expected a common name");
    }
}
