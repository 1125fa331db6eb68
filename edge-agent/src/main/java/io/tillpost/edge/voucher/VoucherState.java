package io.tillpost.edge.voucher;

import java.util.Map;
import java.util.Set;

/// Where a voucher stands.
///
/// | from | to | cause |
/// |---|---|---|
/// | RESERVED | ACTIVE | the sale that sells it was completed |
/// | ACTIVE | ACTIVE | a part of it was redeemed, or given back |
/// | ACTIVE | SPENT | the rest of it was redeemed |
/// | SPENT | ACTIVE | the sale that it paid was given up |
/// | ACTIVE | HELD | a refund takes it back |
/// | HELD | ACTIVE | that refund was given up |
/// | HELD | SPENT | likewise, and all of it was redeemed in a time that this box had forgotten |
/// | HELD | CANCELLED | that refund was completed |
public enum VoucherState {
    RESERVED, ACTIVE, SPENT, HELD, CANCELLED;

    private static final Map<VoucherState, Set<VoucherState>> NEXT = Map.of(
            RESERVED, Set.of(ACTIVE),
            ACTIVE, Set.of(ACTIVE, SPENT, HELD),
            SPENT, Set.of(ACTIVE),
            HELD, Set.of(ACTIVE, SPENT, CANCELLED),
            CANCELLED, Set.of());

    boolean mayBecome(VoucherState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }
}
