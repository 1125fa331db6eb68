package io.tillpost.central.http;

import java.security.cert.X509Certificate;

/// Whose certificate a connection began with: the client proved to hold it in the TLS handshake.
public final class Peer {
    private final X509Certificate[] chain;
    private final ClientTrust trust;

    /// @param chain as the client sent it, its own certificate first
    Peer(X509Certificate[] chain, ClientTrust trust) {
        this.chain = chain.clone();
        this.trust = trust;
    }

    /// Its own certificate.
    public X509Certificate certificate() {
        return chain[0];
    }

    /// Whether one of the authorities that are configured now has issued it. Only then does the name in it count: who pinned
    /// a certificate may have written any name into it.
    public boolean isOfAnAuthority() {
        return trust.isOfAnAuthority(chain);
    }
}
