package io.tillpost.protocol.enrol;

import io.tillpost.protocol.broker.BrokerAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Head office's answer to both requests.
///
/// @param agent the box's name: common name of its certificate, MQTT client id, OAuth client id
/// @param certificates DER in base 64: the box's own first, the authority last
/// @param brokerHost where the box delivers its journal, MQTT over TLS
/// @param renewAfter when to ask for the next one: a third of the lifetime before the end
/// @param brokers all brokers, where there are several: `brokerHost` is the first of them
public record EnrolmentReply(String tenant, String store, String agent, List<String> certificates,
        String brokerHost,
        int brokerPort, Instant renewAfter, @Nullable List<BrokerAddress> brokers) {
    public EnrolmentReply {
        certificates = List.copyOf(certificates);
        brokers = brokers == null ? null : List.copyOf(brokers);
    }

    /// With one broker.
    public EnrolmentReply(String tenant, String store, String agent, List<String> certificates,
            String brokerHost, int brokerPort, Instant renewAfter) {
        this(tenant, store, agent, certificates, brokerHost, brokerPort, renewAfter, null);
    }

    /// Where the box delivers its journal: at least one.
    public List<BrokerAddress> allBrokers() {
        return brokers == null || brokers.isEmpty()
                ? List.of(new BrokerAddress(brokerHost, brokerPort))
                : brokers;
    }
}
