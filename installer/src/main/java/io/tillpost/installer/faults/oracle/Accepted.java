package io.tillpost.installer.faults.oracle;

import java.util.UUID;

/// What a till was durably answered: a sale or refund that is completed. Amounts are minor units.
///
/// @param id of the sale or refund
/// @param number of its receipt, within `series`
/// @param totalMinor above zero for both kinds
/// @param cashMinor how much of it was cash
/// @param cardMinor how much of it was charged to cards, or went back to them
public record Accepted(String till, Kind kind, UUID id, String series, long number, long totalMinor,
        long cashMinor, long cardMinor) {
    /// What it is.
    public enum Kind {
        SALE, REFUND
    }

    /// As it counts in sums: refunds take away.
    long sign() {
        return kind == Kind.SALE ? 1 : -1;
    }
}
