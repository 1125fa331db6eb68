package io.tillpost.edge.enrolment;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trusts servers whose certificate goes back to one of some authorities and names their host, at the box's trusted time. Safe for
/// use by all threads.
public final class AuthorityTrust extends X509ExtendedTrustManager {
    private final List<X509Certificate> authorities;
    private final InstantSource time;

    private AuthorityTrust(List<X509Certificate> authorities, InstantSource time) {
        this.authorities = List.copyOf(authorities);
        this.time = time;
    }

    /// TLS for clients, with no certificate of their own.
    public static SSLContext context(List<X509Certificate> authorities, InstantSource time) {
        try {
            var tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[]{new AuthorityTrust(authorities, time)}, null);
            return tls;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    /// The same trust at this moment's time, for those who want a factory.
    public static TrustManagerFactory factory(List<X509Certificate> authorities, InstantSource time) {
        try {
            var anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            for (X509Certificate authority : authorities) {
                anchors.setCertificateEntry("authority-" + anchors.size(), authority);
            }
            var parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(time.instant()));
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java has PKIX", e);
        }
    }

    private X509ExtendedTrustManager now() {
        for (TrustManager manager : factory(authorities, time).getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager one) {
                return one;
            }
        }
        throw new IllegalStateException("every Java's PKIX trust manager is an extended one");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        now().checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        now().checkServerTrusted(chain, type, socket);
    }

    /// Without a connection nobody's name can be compared.
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("a server is trusted on its connection alone");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("clients are not trusted here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.toArray(X509Certificate[]::new);
    }
}
