package io.tillpost.edge.sync.mqtt;

import io.tillpost.protocol.broker.BrokerAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;

/// One broker, and how both sides prove who they are.
///
/// @param name what is told to people when something is wrong with the certificate, e.g. its file
/// @param chain the agent's certificate, issuers after it; its CN is the agent's name
/// @param trust whom the broker's certificate must go back to
public record Endpoint(String host, int port, String name, List<X509Certificate> chain, PrivateKey key,
        TrustManagerFactory trust) {
    public Endpoint {
        chain = List.copyOf(chain);
    }

    /// The same identity at another broker.
    Endpoint at(BrokerAddress address) {
        return new Endpoint(address.host(), address.port(), name, chain, key, trust);
    }

    /// Where alone.
    @Override
    public String toString() {
        return "Endpoint[" + host + ":" + port + "]";
    }
}
