package io.tillpost.installer.stage;

import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// HTTP clients for the programs on this machine.
public final class OfficeHttp {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);

    private OfficeHttp() {}

    /// For the agent on this machine, which speaks plain HTTP on loopback.
    public static HttpClient plain() {
        return builder().build();
    }

    /// For head office, which is known by its own authority and no other.
    public static HttpClient trusting(Path authority) {
        try (InputStream pem = Files.newInputStream(authority)) {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            int number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("authority-" + number++, certificate);
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return builder().sslContext(context).build();
        } catch (IOException | GeneralSecurityException e) {
            throw new EnvironmentFault("cannot trust " + authority + ": " + e.getMessage(), e);
        }
    }

    private static HttpClient.Builder builder() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_MAX);
    }
}
