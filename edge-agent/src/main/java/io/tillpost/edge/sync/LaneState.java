package io.tillpost.edge.sync;

import java.util.Map;
import java.util.Set;

/// Where one lane stands.
///
/// - UNWELCOMED → READY: a welcome said continue or rewind
/// - UNWELCOMED, READY, AWAITING_ACK → STOPPED: fork, fence, or an answer that contradicts the journal
/// - READY → AWAITING_ACK: a batch was sent
/// - AWAITING_ACK → READY: it was acknowledged, or must be cut anew
/// - READY, AWAITING_ACK → UNWELCOMED: the connection is gone, or head office wants a hello first
/// - STOPPED → READY: a later welcome said continue or rewind
enum LaneState {
    UNWELCOMED, READY, AWAITING_ACK, STOPPED;

    private static final Map<LaneState, Set<LaneState>> NEXT = Map.of(
            UNWELCOMED, Set.of(READY, STOPPED),
            READY, Set.of(AWAITING_ACK, UNWELCOMED, STOPPED),
            AWAITING_ACK, Set.of(READY, UNWELCOMED, STOPPED),
            STOPPED, Set.of(READY));

    boolean mayBecome(LaneState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }
}
