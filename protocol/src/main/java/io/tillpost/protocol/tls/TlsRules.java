package io.tillpost.protocol.tls;

import java.util.List;
import javax.net.ssl.SSLParameters;

/// How TLS is spoken (RFC 9325): versions 1.2 and 1.3, keys of every connection forgotten with it, and ciphers that encrypt and
/// authenticate in one.
public final class TlsRules {
    /// Where both sides are of one release.
    public static final String NEWEST = "TLSv1.3";
    /// Best first.
    public static final List<String> PROTOCOLS = List.of(NEWEST, "TLSv1.2");
    /// Best first; the server's order counts.
    public static final List<String> CIPHER_SUITES = List.of("TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private TlsRules() {}

    /// What a server speaks: these in its own order. Nobody checks a client's host name.
    public static SSLParameters ofServer() {
        var parameters = new SSLParameters(CIPHER_SUITES.toArray(String[]::new),
                PROTOCOLS.toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        parameters.setEndpointIdentificationAlgorithm("");
        return parameters;
    }
}
