package io.tillpost.protocol.sync;

import io.tillpost.protocol.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// What an agent says first on every connection.
///
/// @param bootId this run of the agent
/// @param nonce this connection; two that alternate betray a cloned box
/// @param sentAt the box's wall clock
/// @param lanes at most one head for each lane
public record Hello(String agent, UUID bootId, UUID nonce, String softwareVersion, long configVersion,
        Instant sentAt, List<LaneHead> lanes) {
    public Hello {
        lanes = List.copyOf(lanes);
        long different = lanes.stream().map(head -> head.journal().lane()).distinct().count();
        if (different < lanes.size()) {
            throw new IllegalArgumentException(
                    lanes.size() + " heads of " + different + " lanes, expected one of each at most");
        }
    }

    /// As it is sent, and signed: JSON.
    public byte[] bytes() {
        return Json.write(this);
    }
}
