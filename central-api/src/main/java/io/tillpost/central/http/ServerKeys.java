package io.tillpost.central.http;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import io.tillpost.protocol.pem.PrivateKeyPem;
import io.tillpost.protocol.tls.TlsRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the API proves its name with over TLS; its files are PEM.
///
/// @param certFile its certificate, and after it those between it and the authority
/// @param keyFile the key of its certificate, PKCS #8 without a password
/// @param clientCaFile the authorities of client certificates; absent: there are none
/// @param pinnedClientsFile client certificates that are believed themselves; absent: there are none. With one of both files
///        certificates are asked for, and never demanded
/// @param noAuthorities SHA-256 of what is no authority, though it be in `clientCaFile`
public record ServerKeys(Path certFile, Path keyFile, @Nullable Path clientCaFile,
        @Nullable Path pinnedClientsFile, Set<Hash> noAuthorities) {
    private static final System.Logger LOG = System.getLogger(ServerKeys.class.getName());
    /// A resumed session is not verified again: an authority of clients that was taken away counts no longer than this.
    private static final Duration SESSION = Duration.ofMinutes(5);

    public ServerKeys {
        noAuthorities = Set.copyOf(noAuthorities);
    }

    /// What was read.
    record Loaded(Tls tls, ClientTrust trust) {}

    /// What it is read from.
    List<Path> files() {
        return Stream.of(certFile, keyFile, clientCaFile, pinnedClientsFile).filter(Objects::nonNull)
                .toList();
    }

    /// TLS with these keys; fails with the file's name where they cannot serve.
    Loaded load() throws IOException {
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
        ClientTrust trust = trust();
        boolean asks = clientCaFile != null || pinnedClientsFile != null;
        var parameters = TlsRules.ofServer();
        if (asks) {
            parameters.setWantClientAuth(true);
        }
        var tls = Tls.builder()
                .privateKey(keys.privateKey().get())
                .privateKeyCertChain(keys.certChain())
                .sslParameters(parameters)
                .sessionTimeout(SESSION);
        if (asks) {
            tls.trust(List.of(trust.getAcceptedIssuers())).manager(new ClientTrustTls(trust));
        }
        return new Loaded(tls.build(), trust);
    }

    private ClientTrust trust() throws IOException {
        List<X509Certificate> pinned = pinnedClientsFile == null
                ? List.of()
                : certificates("pinnedClientsFile", pinnedClientsFile);
        List<X509Certificate> authorities = clientCaFile == null ? List.of() : authorities(clientCaFile);
        return ClientTrust.of(authorities, pinned);
    }

    private List<X509Certificate> authorities(Path file) throws IOException {
        var authorities = new ArrayList<X509Certificate>();
        List<X509Certificate> read = certificates("clientCaFile", file);
        if (read.isEmpty()) {
            throw new IOException(
                    "http.tls: clientCaFile " + file + " holds no certificate, expected at least one");
        }
        for (X509Certificate one : read) {
            // Those of version 1 cannot say it.
            if (one.getVersion() > 1 && one.getBasicConstraints() < 0) {
                throw new IOException("http.tls: clientCaFile " + file + " holds "
                        + one.getSubjectX500Principal()
                        + ", which is no authority (CA:TRUE), expected it in http.tls.pinnedClientsFile");
            }
            if (noAuthorities.contains(sha256(one))) {
                LOG.log(System.Logger.Level.ERROR, "http.tls: clientCaFile " + file + " holds "
                        + one.getSubjectX500Principal()
                        + ", by which an API client is known: it is not taken for an authority, and"
                        + " that client cannot log in; move it to http.tls.pinnedClientsFile");
            } else {
                authorities.add(one);
            }
        }
        return authorities;
    }

    private static Hash sha256(X509Certificate certificate) throws IOException {
        try {
            return Sha256.of(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException("http.tls: " + certificate.getSubjectX500Principal() + " cannot be encoded",
                    e);
        }
    }

    private static List<X509Certificate> certificates(String key, Path file) throws IOException {
        readable(file);
        var certificates = new ArrayList<X509Certificate>();
        try (var in = Files.newInputStream(file)) {
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                certificates.add((X509Certificate) certificate);
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("http.tls: " + key + " " + file + " does not hold certificates in PEM", e);
        }
        return certificates;
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
