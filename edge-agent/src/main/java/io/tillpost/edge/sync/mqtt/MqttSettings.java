package io.tillpost.edge.sync.mqtt;

import io.tillpost.protocol.pem.PrivateKeyPem;
import java.io.IOException;
import java.nio.file.Path;

/// Where the broker is and how to prove who we are, by files that somebody else looks after. All three are PEM.
///
/// @param certificate the agent's certificate, issuers after it; its CN is the agent id
/// @param privateKey PKCS#8, unencrypted, readable by the agent's user alone
/// @param trusted the certificates that the broker's must go back to
public record MqttSettings(String host, int port, Path certificate, Path privateKey, Path trusted)
        implements
            Broker {
    /// What the files hold now. Throws [IOException] also when the key is not the certificate's. The key is never part of a message.
    @Override
    public Endpoint endpoint() throws IOException {
        var chain = Pem.certificates(certificate);
        var key = Pem.privateKey(privateKey);
        if (!PrivateKeyPem.isPair(key, chain.getFirst().getPublicKey())) {
            throw new IOException(
                    "key " + privateKey + " does not belong to certificate " + certificate);
        }
        return new Endpoint(host, port, certificate.toString(), chain, key, Pem.trust(trusted));
    }
}
