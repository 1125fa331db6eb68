package io.tillpost.edge.shift;

import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a shift did: an X report while it is open, its Z report once it is closed. A Z report never changes.
///
/// @param number of the till's Z reports, from 1 and gap-free; absent for an X
/// @param at when it was made; for a Z when the shift was closed
/// @param expectedCash what should lie in the drawer
/// @param countedCash absent for an X, and if nobody counted
/// @param overShort counted less expected; absent without a count
/// @param lifted what went out of the drawer into the safe after counting; absent for an X
/// @param carried what should have been in the drawer before the shift was opened; absent if nothing
/// @param grandTotalSales gross of all sales of the till ever; never reset
/// @param grandTotalRefunds likewise, of all refunds
public record ShiftReport(Kind kind, @Nullable Long number, ShiftId shift, String till, String drawer,
        String operator, LocalDate businessDate, Instant openedAt, Instant at, Money openingFloat,
        ShiftTotals totals, Money expectedCash, @Nullable Money countedCash,
        @Nullable Money overShort, @Nullable Money lifted, @Nullable Money carried,
        Money grandTotalSales, Money grandTotalRefunds) implements Report {
    static ShiftReport ofOpen(Shift shift, Instant at, Tally.Counted counted) {
        return new ShiftReport(Kind.X, null, shift.shift(), shift.till(), shift.drawer(), shift.operator(),
                shift.businessDate(), shift.openedAt(), at, shift.openingFloat(), counted.totals(),
                shift.expectedCash(), null, null, null, shift.carried(), counted.grandTotalSales(),
                counted.grandTotalRefunds());
    }

    static ShiftReport ofClosed(Shift shift, long number, Instant closedAt, Money lifted,
            Tally.Counted counted) {
        Money cash = shift.countedCash();
        return new ShiftReport(Kind.Z, number, shift.shift(), shift.till(), shift.drawer(), shift.operator(),
                shift.businessDate(), shift.openedAt(), closedAt, shift.openingFloat(), counted.totals(),
                shift.expectedCash(), cash, cash == null ? null : cash.minus(shift.expectedCash()), lifted,
                shift.carried(), counted.grandTotalSales(), counted.grandTotalRefunds());
    }

    /// How much less than what had been left uncounted was there when the shift was opened; absent if nothing is missing.
    public Optional<Money> shortAtOpening() {
        return Optional.ofNullable(carried).map(left -> left.minus(openingFloat)).filter(Money::isPositive);
    }

    /// The same for somebody who is to count without knowing what should be there.
    public BlindReport blind() {
        return BlindReport.of(this);
    }
}
