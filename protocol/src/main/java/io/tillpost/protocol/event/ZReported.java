package io.tillpost.protocol.event;

import io.tillpost.protocol.money.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The Z report of a shift, written with its [ShiftClosed]. Envelope: till, shift, business date.
///
/// @param number of the till's Z reports, from 1, gap-free, never reused
/// @param grandTotalSales gross of all sales of this till ever, this shift's included; never reset
/// @param grandTotalRefunds likewise, of all refunds
/// @param countedCash absent if nobody counted; counted less expected is over (above zero) or short
/// @param lifted what was taken out of the drawer into the safe after counting, zero without a count: all stays in the drawer
/// @param carried as its [ShiftOpened] has it
public record ZReported(long number, String drawer, Instant openedAt, Instant closedAt, ShiftTotals totals,
        Money grandTotalSales, Money grandTotalRefunds, Money expectedCash, @Nullable Money countedCash,
        Money lifted, @Nullable Money carried) implements Event {
    public ZReported {
        Names.check("drawer", drawer);
        if (countedCash == null ? !lifted.isZero() : lifted.compareTo(countedCash) > 0) {
            throw new IllegalArgumentException(
                    "lifted " + lifted + ", expected at most what was counted, " + countedCash);
        }
    }

    /// Of a shift that began with an empty drawer.
    public ZReported(long number, String drawer, Instant openedAt, Instant closedAt, ShiftTotals totals,
            Money grandTotalSales, Money grandTotalRefunds, Money expectedCash, @Nullable Money countedCash,
            Money lifted) {
        this(number, drawer, openedAt, closedAt, totals, grandTotalSales, grandTotalRefunds, expectedCash,
                countedCash, lifted, null);
    }
}
