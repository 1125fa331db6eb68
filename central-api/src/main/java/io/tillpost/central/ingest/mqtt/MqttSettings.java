package io.tillpost.central.ingest.mqtt;

import io.tillpost.protocol.broker.BrokerAddress;
import java.nio.file.Path;
import java.util.List;

/// Where the brokers are and how to prove who we are. All three files are PEM. The MQTT client id is the certificate's
/// common name, so each node has a certificate of its own.
///
/// @param brokers one, or all nodes of a cluster; each attempt goes to the next unless the last one worked
/// @param certificate this node's certificate, issuers after it
/// @param privateKey PKCS#8, unencrypted, readable by this service's user alone
/// @param trusted the certificates that the broker's must go back to
public record MqttSettings(List<BrokerAddress> brokers, Path certificate, Path privateKey, Path trusted) {
    public MqttSettings {
        brokers = List.copyOf(brokers);
    }

    /// One broker.
    public MqttSettings(String host, int port, Path certificate, Path privateKey, Path trusted) {
        this(List.of(new BrokerAddress(host, port)), certificate, privateKey, trusted);
    }
}
