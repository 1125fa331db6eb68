package io.tillpost.edge.sale;

import java.util.Map;
import java.util.Set;

/// Where a sale stands.
///
/// | from | to | cause |
/// |---|---|---|
/// | OPEN | PART_PAID | a tender that does not cover it |
/// | OPEN | CARD_PENDING | a card attempt was begun |
/// | OPEN | COMPLETED | a tender that covers it |
/// | OPEN | ABORTED | given up; nothing is paid |
/// | OPEN | IN_CART | back to the cart; nothing is paid |
/// | IN_CART | OPEN | checked out again |
/// | IN_CART | ABORTED | the cart was voided |
/// | IN_CART | PART_PAID | a card was charged for it after all, though a person had said that it was not |
/// | PART_PAID | PART_PAID | one more tender that does not cover it; or one of several was given back, or disproven |
/// | PART_PAID | OPEN | the only tender was given back, or disproven |
/// | PART_PAID | CARD_PENDING | a card attempt was begun, to charge or to give back |
/// | PART_PAID | COMPLETED | a tender that covers the rest; or the signature of the one that did matches |
/// | CARD_PENDING | OPEN | proven not charged, or given back; nothing else is paid |
/// | CARD_PENDING | PART_PAID | charged, and something remains, or its signature has to be compared; or proven not charged, or given back or not, and something else is paid |
/// | CARD_PENDING | COMPLETED | charged, and nothing remains |
public enum SaleState {
    OPEN, PART_PAID, CARD_PENDING, IN_CART, COMPLETED, ABORTED;

    private static final Map<SaleState, Set<SaleState>> NEXT = Map.of(
            OPEN, Set.of(PART_PAID, CARD_PENDING, COMPLETED, ABORTED, IN_CART),
            IN_CART, Set.of(OPEN, ABORTED, PART_PAID),
            PART_PAID, Set.of(PART_PAID, OPEN, CARD_PENDING, COMPLETED),
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
