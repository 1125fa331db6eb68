package io.tillpost.edge.sync;

import java.util.Map;
import java.util.Set;

/// Where the connection stands.
///
/// - WAITING → CONNECTING: the pause is over
/// - CONNECTING → GREETING: connected and subscribed, hello sent
/// - GREETING → TALKING: welcomed
/// - CONNECTING, GREETING, TALKING → WAITING: failed, lost, or not up in time
enum LinkState {
    WAITING, CONNECTING, GREETING, TALKING;

    private static final Map<LinkState, Set<LinkState>> NEXT = Map.of(
            WAITING, Set.of(CONNECTING),
            CONNECTING, Set.of(GREETING, WAITING),
            GREETING, Set.of(TALKING, WAITING),
            TALKING, Set.of(WAITING));

    boolean mayBecome(LinkState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }
}
