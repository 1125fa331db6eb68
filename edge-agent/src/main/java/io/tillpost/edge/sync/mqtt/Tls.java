package io.tillpost.edge.sync.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/// Reads the PEM files afresh for each connection, so that a renewed certificate needs no restart.
final class Tls {
    private static final Logger LOG = System.getLogger(Tls.class.getName());
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "Ed25519");
    private static final String PKCS8_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String PKCS8_END = "-----END PRIVATE KEY-----";

    private Tls() {}

    /// Throws [IOException] naming the file. The key is never part of a message.
    static MqttClientSslConfig config(MqttSettings settings, String agent) throws IOException {
        try {
            List<X509Certificate> chain = certificates(settings.certificate());
            checkName(settings.certificate(), chain.getFirst(), agent);
            char[] password = {};
            var keys = empty();
            keys.setKeyEntry("agent", privateKey(settings.privateKey()), password,
                    chain.toArray(Certificate[]::new));
            var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, password);
            var trusted = empty();
            for (X509Certificate certificate : certificates(settings.trusted())) {
                trusted.setCertificateEntry("trusted-" + trusted.size(), certificate);
            }
            var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trustManagers.init(trusted);
            return MqttClientSslConfig.builder()
                    .keyManagerFactory(keyManagers)
                    .trustManagerFactory(trustManagers)
                    .protocols(List.of("TLSv1.3", "TLSv1.2"))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot set up TLS from " + settings.certificate() + ": " + e.getMessage(),
                    e);
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static List<X509Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        var factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> found = factory
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
        if (found.isEmpty()) {
            throw new IOException(file + " holds no certificate");
        }
        return found;
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        String pem = Files.readString(file);
        int begin = pem.indexOf(PKCS8_BEGIN);
        int end = pem.indexOf(PKCS8_END);
        if (begin < 0 || end < begin) {
            throw new IOException(file + " holds no PKCS#8 key (" + PKCS8_BEGIN + ")");
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.substring(begin + PKCS8_BEGIN.length(), end));
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                LOG.log(Level.TRACE, "{0} is no {1} key", file, algorithm);
            }
        }
        throw new IOException(file + " holds a key that is none of " + KEY_ALGORITHMS);
    }

    private static void checkName(Path file, X509Certificate certificate, String agent) throws IOException {
        String subject = certificate.getSubjectX500Principal().getName();
        try {
            for (Rdn rdn : new LdapName(subject).getRdns()) {
                if (rdn.getType().equalsIgnoreCase("CN") && agent.equals(rdn.getValue())) {
                    return;
                }
            }
        } catch (InvalidNameException e) {
            throw new IOException(file + " has an unreadable subject", e);
        }
        throw new IOException(file + " is for '" + subject + "', expected CN=" + agent);
    }
}
