package io.tillpost.edge.catalog.https;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// TLS for clients that show no certificate.
public final class Trust {
    private Trust() {}

    /// Trusts the authorities that this Java came with. They are read where they lie, for the agent's Java has none by
    /// itself (`agent.options`). Throws [IOException] naming the file.
    public static SSLContext asJava() throws IOException {
        Path file = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        try {
            return trusting(KeyStore.getInstance(file.toFile(), (char[]) null));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no certificates that can be read: " + e.getMessage(), e);
        }
    }

    /// Trusts the authorities of one file and no others. Throws [IOException] naming the file.
    public static SSLContext in(Path file) throws IOException {
        try {
            Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
            if (certificates.isEmpty()) {
                throw new IOException(file + " holds no certificate");
            }
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            for (Certificate certificate : certificates) {
                trusted.setCertificateEntry("trusted-" + trusted.size(), certificate);
            }
            return trusting(trusted);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no certificates that can be read: " + e.getMessage(), e);
        }
    }

    private static SSLContext trusting(KeyStore trusted) throws GeneralSecurityException {
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, managers.getTrustManagers(), null);
        return tls;
    }
}
