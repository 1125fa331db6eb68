package io.tillpost.central.http;

import io.helidon.common.tls.ConfiguredTlsManager;
import io.helidon.common.tls.TlsConfig;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/// Helidon's TLS with our own [ClientTrust]; Helidon itself takes every certificate that it trusts for an authority.
final class ClientTrustTls extends ConfiguredTlsManager {
    private final ClientTrust trust;

    ClientTrustTls(ClientTrust trust) {
        super("client-trust", "client-trust");
        this.trust = trust;
    }

    @Override
    protected void initSslContext(TlsConfig config, SecureRandom random, KeyManager[] keys,
            TrustManager[] replaced) {
        super.initSslContext(config, random, keys, new TrustManager[]{trust});
    }
}
