package io.tillpost.edge.till.http;

import java.util.List;
import javax.net.ssl.SSLParameters;

/// How TLS is spoken here (RFC 9325): versions 1.2 and 1.3, keys of every connection forgotten with it, and ciphers that
/// encrypt and authenticate in one.
final class TlsRules {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    /// Best first; the server's order counts.
    private static final List<String> CIPHER_SUITES = List.of("TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    private TlsRules() {}

    /// All of Helidon's own settings for a server: it takes either its own or these.
    static SSLParameters parameters() {
        var parameters = new SSLParameters(CIPHER_SUITES.toArray(String[]::new),
                PROTOCOLS.toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        parameters.setEndpointIdentificationAlgorithm("");
        return parameters;
    }
}
