package io.tillpost.edge.receipt;

import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What an X or Z report says.
///
/// @param number of the till's Z reports; absent for an X
/// @param at when it was made; for a Z when the shift was closed
/// @param expectedCash absent where whoever asks may not see it
/// @param countedCash absent for an X, and if nobody counted
/// @param overShort counted less expected; absent without a count
/// @param lifted what went out of the drawer into the safe after counting; absent for an X
public record ShiftReport(Kind kind, @Nullable Long number, ShiftId shift, String till, String drawer,
        String operator, LocalDate businessDate, Instant openedAt, Instant at, Money openingFloat,
        ShiftTotals totals, @Nullable Money expectedCash, @Nullable Money countedCash,
        @Nullable Money overShort, @Nullable Money lifted, Money grandTotalSales, Money grandTotalRefunds) {
    /// Whether the shift goes on.
    public enum Kind {
        X, Z
    }
}
