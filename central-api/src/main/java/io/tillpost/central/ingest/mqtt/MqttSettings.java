package io.tillpost.central.ingest.mqtt;

import java.nio.file.Path;

/// Where the broker is and how to prove who we are. All three files are PEM. The MQTT client id is the certificate's
/// common name, so each node has a certificate of its own.
///
/// @param certificate this node's certificate, issuers after it
/// @param privateKey PKCS#8, unencrypted, readable by this service's user alone
/// @param trusted the certificates that the broker's must go back to
public record MqttSettings(String host, int port, Path certificate, Path privateKey, Path trusted) {}
