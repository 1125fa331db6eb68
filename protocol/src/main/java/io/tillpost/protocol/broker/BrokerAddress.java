package io.tillpost.protocol.broker;

/// Where one broker listens, MQTT over TLS.
public record BrokerAddress(String host, int port) {
    /// MQTT over TLS (IANA: secure-mqtt).
    public static final int DEFAULT_PORT = 8883;
    private static final int HIGHEST_PORT = 65_535;

    public BrokerAddress {
        if (host.isBlank()) {
            throw new IllegalArgumentException("host is blank, expected a host name or an address");
        }
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("port is " + port + ", expected 1 to " + HIGHEST_PORT);
        }
    }

    /// `HOST:PORT`.
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
