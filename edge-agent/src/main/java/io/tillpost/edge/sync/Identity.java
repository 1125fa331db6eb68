package io.tillpost.edge.sync;

import io.tillpost.protocol.event.Names;

/// Who says hello.
///
/// @param agent the agent's id: MQTT client id and the CN of its certificate
public record Identity(String agent, String store, String softwareVersion) {
    public Identity {
        Names.check("agent", agent);
        Names.check("store", store);
    }
}
