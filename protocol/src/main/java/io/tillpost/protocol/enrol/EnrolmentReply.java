package io.tillpost.protocol.enrol;

import java.time.Instant;
import java.util.List;

/// Head office's answer to both requests.
///
/// @param agent the box's name: common name of its certificate, MQTT client id, OAuth client id
/// @param certificates DER in base 64: the box's own first, the authority last
/// @param brokerHost where the box delivers its journal, MQTT over TLS
/// @param renewAfter when to ask for the next one: a third of the lifetime before the end
public record EnrolmentReply(String tenant, String store, String agent, List<String> certificates,
        String brokerHost,
        int brokerPort, Instant renewAfter) {
    public EnrolmentReply {
        certificates = List.copyOf(certificates);
    }
}
