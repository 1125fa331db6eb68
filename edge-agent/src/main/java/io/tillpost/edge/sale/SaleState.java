package io.tillpost.edge.sale;

import java.util.Map;
import java.util.Set;

/// Where a sale stands.
///
/// | from | to | cause |
/// |---|---|---|
/// | OPEN | PART_PAID | cash that does not cover it |
/// | OPEN | CARD_PENDING | a card attempt was begun |
/// | OPEN | COMPLETED | cash that covers it |
/// | OPEN | ABORTED | given up; nothing was paid |
/// | PART_PAID | PART_PAID | more cash that does not cover it |
/// | PART_PAID | CARD_PENDING | a card attempt was begun |
/// | PART_PAID | COMPLETED | cash that covers the rest |
/// | CARD_PENDING | OPEN | proven not charged; nothing was paid before |
/// | CARD_PENDING | PART_PAID | charged, and something remains; or proven not charged, and something was paid before |
/// | CARD_PENDING | COMPLETED | charged, and nothing remains |
public enum SaleState {
    OPEN, PART_PAID, CARD_PENDING, COMPLETED, ABORTED;

    private static final Map<SaleState, Set<SaleState>> NEXT = Map.of(
            OPEN, Set.of(PART_PAID, CARD_PENDING, COMPLETED, ABORTED),
            PART_PAID, Set.of(PART_PAID, CARD_PENDING, COMPLETED),
            CARD_PENDING, Set.of(OPEN, PART_PAID, COMPLETED),
            COMPLETED, Set.of(),
            ABORTED, Set.of());

    boolean mayBecome(SaleState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /// Whether nothing more can happen to it.
    public boolean ended() {
        return NEXT.getOrDefault(this, Set.of()).isEmpty();
    }
}
