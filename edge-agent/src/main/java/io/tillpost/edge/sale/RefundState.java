package io.tillpost.edge.sale;

import java.util.Map;
import java.util.Set;

/// Where a refund stands.
///
/// | from | to | cause |
/// |---|---|---|
/// | OPEN | CARD_PENDING | an attempt to give the money back to a card was begun |
/// | OPEN | COMPLETED | cash or a voucher gave back all that remained |
/// | OPEN | ABORTED | given up; nothing was given back |
/// | CARD_PENDING | OPEN | proven not given back; or given back, and something remains |
/// | CARD_PENDING | COMPLETED | given back, and nothing remains |
public enum RefundState {
    OPEN, CARD_PENDING, COMPLETED, ABORTED;

    private static final Map<RefundState, Set<RefundState>> NEXT = Map.of(
            OPEN, Set.of(CARD_PENDING, COMPLETED, ABORTED),
            CARD_PENDING, Set.of(OPEN, COMPLETED),
            COMPLETED, Set.of(),
            ABORTED, Set.of());

    boolean mayBecome(RefundState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /// Whether nothing more can happen to it.
    public boolean ended() {
        return NEXT.getOrDefault(this, Set.of()).isEmpty();
    }
}
