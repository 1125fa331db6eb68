package io.tillpost.edge.sync.mqtt;

import java.nio.file.Path;

/// Where the broker is and how to prove who we are. All three files are PEM.
///
/// @param certificate the agent's certificate, issuers after it; its CN is the agent id
/// @param privateKey PKCS#8, unencrypted, readable by the agent's user alone
/// @param trusted the certificates that the broker's must go back to
public record MqttSettings(String host, int port, Path certificate, Path privateKey, Path trusted) {
    /// Port of MQTT over TLS (IANA: secure-mqtt).
    public static final int DEFAULT_PORT = 8883;
}
