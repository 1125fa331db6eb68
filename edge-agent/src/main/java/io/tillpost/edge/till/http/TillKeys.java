package io.tillpost.edge.till.http;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import io.tillpost.protocol.pem.PrivateKeyPem;
import io.tillpost.protocol.tls.TlsRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What the till's server proves its name with over TLS; both files are PEM.
///
/// @param certFile its certificate, and after it those between it and the authority
/// @param keyFile the key of its certificate, PKCS #8 without a password
public record TillKeys(Path certFile, Path keyFile) {
    /// dNSName and iPAddress in a subject's alternative names (RFC 5280, section 4.2.1.6).
    private static final Set<Integer> NAMES = Set.of(2, 7);

    /// What the files hold now.
    ///
    /// @param names hosts that the certificate names, in lower case
    record Loaded(Tls tls, Set<String> names) {}

    /// Fails with the file's name where they cannot serve. A key is never part of a message.
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
        return new Loaded(Tls.builder()
                .privateKey(keys.privateKey().get())
                .privateKeyCertChain(keys.certChain())
                .sslParameters(TlsRules.ofServer())
                .build(), names(keys.certChain().getFirst()));
    }

    /// Changes whenever one of the files does.
    String version() {
        return version(certFile) + " " + version(keyFile);
    }

    private static String version(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis() + "/" + Files.size(file);
        } catch (IOException _) {
            return "none";
        }
    }

    private static Set<String> names(X509Certificate certificate) throws IOException {
        var names = new HashSet<String>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            for (List<?> one : all == null ? List.<List<?>>of() : all) {
                if (one.get(0) instanceof Integer kind && NAMES.contains(kind)) {
                    String name = String.valueOf(one.get(1)).toLowerCase(Locale.ROOT);
                    names.add(name.contains(":") ? "[" + name + "]" : name);
                }
            }
        } catch (CertificateParsingException e) {
            throw new IOException("http.tls: the names in the certificate cannot be read: " + e.getMessage(),
                    e);
        }
        return Set.copyOf(names);
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
