package io.tillpost.central.broker;

import io.tillpost.protocol.failure.Causes;
import io.tillpost.protocol.pem.PrivateKeyPem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;

/// Looks at the TLS files before the broker does, which would only say that no connection can be made.
final class TlsFiles {
    private TlsFiles() {}

    /// Fails with the file's name if one cannot be read, is out of date, or if key and certificate do not fit.
    static void check(BrokerConfig config, Clock clock) throws IOException {
        var server = certificate("certificate", config.certificate(), clock);
        certificate("authority", config.authority(), clock);
        var key = key(config.key(), server.getPublicKey().getAlgorithm());
        if (!PrivateKeyPem.isPair(key, server.getPublicKey())) {
            throw new IOException(
                    "key " + config.key() + " does not belong to certificate " + config.certificate());
        }
    }

    /// What is there now, to be compared with what was there before.
    static List<FileVersion> versions(BrokerConfig config) throws IOException {
        return List.of(FileVersion.of(config.key()), FileVersion.of(config.certificate()),
                FileVersion.of(config.authority()));
    }

    /// What Artemis' PEM key store reads, a properties file: where key and certificate lie.
    static String keyStore(BrokerConfig config) {
        return "source.key=" + property(config.key()) + "\nsource.cert=" + property(config.certificate())
                + "\n";
    }

    private static String property(Path path) {
        return path.toAbsolutePath().toString().replace("\\", "\\\\");
    }

    private static X509Certificate certificate(String what, Path path, Clock clock) throws IOException {
        List<? extends Certificate> chain;
        try (var in = Files.newInputStream(path)) {
            chain = List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException(what + " " + path + " cannot be read: " + Causes.why(e), e);
        }
        if (chain.isEmpty() || !(chain.getFirst() instanceof X509Certificate first)) {
            throw new IOException(what + " " + path + " holds no certificate");
        }
        var now = clock.instant();
        var from = first.getNotBefore().toInstant();
        var to = first.getNotAfter().toInstant();
        if (now.isBefore(from) || now.isAfter(to)) {
            throw new IOException(
                    what + " " + path + " is valid from " + from + " to " + to + ", now is " + now);
        }
        return first;
    }

    private static PrivateKey key(Path path, String algorithm) throws IOException {
        try {
            return PrivateKeyPem.parse(Files.readString(path, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IOException("key " + path + " cannot be read: " + Causes.why(e), e);
        } catch (IllegalArgumentException _) {
            throw new IOException(
                    "key " + path + " is not an unencrypted PKCS #8 " + algorithm + " key in PEM");
        }
    }
}
