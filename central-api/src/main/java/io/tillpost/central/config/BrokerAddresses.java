package io.tillpost.central.config;

import io.tillpost.protocol.broker.BrokerAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One broker by host and port, or a list of them. The names are the keys of the file.
record BrokerAddresses(String hostKey, String portKey, String listKey) {
    private static final int HIGHEST_PORT = 65_535;

    record Part(String host, @Nullable Integer port) {}

    /// At least one. Throws [IllegalArgumentException] naming the key.
    List<BrokerAddress> of(@Nullable String host, @Nullable Integer port, @Nullable List<Part> list) {
        if (list == null) {
            if (host == null) {
                throw new IllegalArgumentException(hostKey + " is absent, expected it or " + listKey);
            }
            return List.of(address(hostKey, portKey, host, port));
        }
        if (host != null || port != null) {
            throw new IllegalArgumentException(
                    listKey + " is there and " + hostKey + " or its port, too, expected one of them");
        }
        if (list.isEmpty()) {
            throw new IllegalArgumentException(listKey + " is empty, expected at least one broker");
        }
        List<BrokerAddress> all = list.stream()
                .map(one -> address(listKey + ".host", listKey + ".port", one.host, one.port))
                .toList();
        var seen = new HashSet<BrokerAddress>();
        for (BrokerAddress one : all) {
            if (!seen.add(one)) {
                throw new IllegalArgumentException(listKey + " has '" + one + "' twice, expected each once");
            }
        }
        return all;
    }

    private static BrokerAddress address(String hostKey, String portKey, String host,
            @Nullable Integer port) {
        if (host.isBlank()) {
            throw new IllegalArgumentException(hostKey + " is blank, expected a host name");
        }
        return new BrokerAddress(host, ConfigFile.between(portKey,
                Objects.requireNonNullElse(port, BrokerAddress.DEFAULT_PORT), 1, HIGHEST_PORT));
    }
}
