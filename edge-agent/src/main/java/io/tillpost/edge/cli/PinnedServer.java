package io.tillpost.edge.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trusts the one server that has this machine's own certificate, whatever names it proves and however old it is: the
/// commands speak to the agent beside them.
final class PinnedServer extends X509ExtendedTrustManager {
    private final Certificate only;

    private PinnedServer(Certificate only) {
        this.only = only;
    }

    /// TLS with the server whose certificate is the first in this PEM file.
    static SSLContext context(Path certFile) throws IOException {
        try {
            Certificate first = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certFile)));
            var tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[]{new PinnedServer(first)}, null);
            return tls;
        } catch (GeneralSecurityException e) {
            throw new IOException(certFile + " holds no certificate that can be read", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        if (!chain[0].equals(only)) {
            throw new CertificateException(
                    "another server answers than the one whose certificate is configured");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, type);
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
        return new X509Certificate[0];
    }
}
