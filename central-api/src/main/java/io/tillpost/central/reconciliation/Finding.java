package io.tillpost.central.reconciliation;

import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A discrepancy as matching finds it, before anybody asked whether it is known already.
record Finding(DiscrepancyClass type, UUID subject, @Nullable Place place, @Nullable UUID payment,
        @Nullable UUID settlementLine, @Nullable UUID payout, @Nullable UUID bankLine,
        @Nullable Money expected,
        @Nullable Money actual, String detail) {
    /// The store and day that it counts for.
    record Place(String store, LocalDate businessDate) {}

    Discrepancy open(String tenant, Instant now) {
        return new Discrepancy(Discrepancy.id(tenant, type, subject), type, DiscrepancyState.OPEN, subject,
                place == null ? null : place.store(), place == null ? null : place.businessDate(), payment,
                settlementLine, payout, bankLine, expected, actual, detail, now, null, null, null);
    }
}
