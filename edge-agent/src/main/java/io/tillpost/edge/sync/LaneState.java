package io.tillpost.edge.sync;

import java.util.Map;
import java.util.Set;

/// Where one lane stands.
///
/// - UNWELCOMED → READY: a welcome said continue or rewind
/// - UNWELCOMED, READY, AWAITING_ACK → STOPPED: fence, or an answer that contradicts the journal
/// - READY → AWAITING_ACK: a batch was sent
/// - AWAITING_ACK → READY: it was acknowledged, or must be cut anew
/// - READY, AWAITING_ACK → UNWELCOMED: the connection is gone, or head office wants a hello first
/// - STOPPED → READY: a later welcome said continue or rewind
/// - UNWELCOMED, READY, AWAITING_ACK, STOPPED → REUNITING: a welcome said fork, or a person let this box take over
/// - REUNITING → UNWELCOMED: the lane goes on in a new journal
enum LaneState {
    UNWELCOMED, READY, AWAITING_ACK, STOPPED, REUNITING;

    private static final Map<LaneState, Set<LaneState>> NEXT = Map.of(
            UNWELCOMED, Set.of(READY, STOPPED, REUNITING),
            READY, Set.of(AWAITING_ACK, UNWELCOMED, STOPPED, REUNITING),
            AWAITING_ACK, Set.of(READY, UNWELCOMED, STOPPED, REUNITING),
            STOPPED, Set.of(READY, REUNITING),
            REUNITING, Set.of(UNWELCOMED));

    boolean mayBecome(LaneState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }
}
