package io.tillpost.edge.shift;

import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.ShiftTotals.CashTotal;
import io.tillpost.protocol.event.ShiftTotals.ReceiptRange;
import io.tillpost.protocol.event.ShiftTotals.TenderTotal;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A report for somebody who has to count the drawer without knowing what should be in it: nothing from which that could be
/// reckoned. What was sold less what went to cards and vouchers is cash, so it has neither sales, their taxes nor grand totals.
///
/// @param number of the till's Z reports; absent for an X
public record BlindReport(Kind kind, @Nullable Long number, ShiftId shift, String till, String drawer,
        String operator, LocalDate businessDate, Instant openedAt, Instant at, Money openingFloat,
        Totals totals) implements Report {
    private static final String CASH = "cash";
    private static final String CASH_REFUND = "cash-refund";

    /// What of [ShiftTotals] says nothing of cash.
    ///
    /// @param tenders all but cash
    /// @param cash what was moved without a customer
    public record Totals(long sales, long refunds, long aborted, Money discounts, List<TenderTotal> tenders,
            List<CashTotal> cash, long noSales, @Nullable ReceiptRange receipts) {
        public Totals {
            tenders = List.copyOf(tenders);
            cash = List.copyOf(cash);
        }

        static Totals of(ShiftTotals totals) {
            return new Totals(totals.sales(), totals.refunds(), totals.aborted(), totals.discounts(),
                    totals.tenders()
                            .stream()
                            .filter(tender -> !tender.kind().equals(CASH)
                                    && !tender.kind().equals(CASH_REFUND))
                            .toList(),
                    totals.cash()
                            .stream()
                            .filter(moved -> moved.kind() != CashMoved.Kind.TENDER
                                    && moved.kind() != CashMoved.Kind.REFUND)
                            .toList(),
                    totals.noSales(), totals.receipts());
        }
    }

    static BlindReport of(ShiftReport report) {
        return new BlindReport(report.kind(), report.number(), report.shift(), report.till(), report.drawer(),
                report.operator(), report.businessDate(), report.openedAt(), report.at(),
                report.openingFloat(),
                Totals.of(report.totals()));
    }
}
