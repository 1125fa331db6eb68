package io.tillpost.central.http;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import io.tillpost.protocol.pem.PrivateKeyPem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the API proves its name with over TLS; its files are PEM.
///
/// @param certFile its certificate, and after it those between it and the authority
/// @param keyFile the key of its certificate, PKCS #8 without a password
/// @param clientCaFile the authorities of client certificates, which are asked for and not demanded; absent: not asked for
public record ServerKeys(Path certFile, Path keyFile, @Nullable Path clientCaFile) {
    /// Keys of a server that asks for no certificates.
    public ServerKeys(Path certFile, Path keyFile) {
        this(certFile, keyFile, null);
    }

    /// What it is read from.
    List<Path> files() {
        return clientCaFile == null ? List.of(certFile, keyFile) : List.of(certFile, keyFile, clientCaFile);
    }

    /// TLS with these keys; fails with the file's name where they cannot serve.
    Tls tls() throws IOException {
        readable(certFile);
        readable(keyFile);
        Keys keys;
        try {
            keys = Keys.builder()
                    .pem(pem -> pem.key(Resource.create(keyFile)).certChain(Resource.create(certFile)))
                    .build();
        } catch (RuntimeException _) {
            // The cause may quote the key.
            throw new IOException("http.tls: " + certFile + " and " + keyFile
                    + " are not a certificate and an unencrypted PKCS #8 key in PEM");
        }
        if (keys.certChain().isEmpty() || keys.privateKey().isEmpty()
                || !PrivateKeyPem.isPair(keys.privateKey().get(),
                        keys.certChain().getFirst().getPublicKey())) {
            throw new IOException("http.tls: key " + keyFile + " does not belong to certificate " + certFile);
        }
        var tls = Tls.builder()
                .privateKey(keys.privateKey().get())
                .privateKeyCertChain(keys.certChain())
                .sslParameters(TlsRules.parameters(clientCaFile != null))
                .sessionTimeout(TlsRules.SESSION);
        if (clientCaFile != null) {
            tls.trust(authorities(clientCaFile));
        }
        return tls.build();
    }

    private static List<X509Certificate> authorities(Path file) throws IOException {
        readable(file);
        var authorities = new ArrayList<X509Certificate>();
        try (var in = Files.newInputStream(file)) {
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                authorities.add((X509Certificate) certificate);
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("http.tls: clientCaFile " + file + " does not hold certificates in PEM", e);
        }
        if (authorities.isEmpty()) {
            throw new IOException(
                    "http.tls: clientCaFile " + file + " holds no certificate, expected at least one");
        }
        return authorities;
    }

    private static void readable(Path file) throws IOException {
        try {
            var _ = Files.size(file);
            if (!Files.isReadable(file)) {
                throw new IOException("not readable");
            }
        } catch (IOException e) {
            throw new IOException(
                    "http.tls: " + file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }
}
