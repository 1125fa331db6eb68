package io.tillpost.protocol.event;

import io.tillpost.protocol.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a shift did so far, as an X or Z report shows it. Counts and amounts are at least zero unless stated otherwise.
///
/// @param salesGross of completed sales, tips and rounding apart
/// @param aborted sales that were begun and given up
/// @param salesTaxes per rate, over all sales
/// @param refundTaxes per rate, over all refunds
/// @param discounts what lines got off, their shares of cart discounts included
/// @param rounding of sales less of refunds; may be below zero
/// @param tips of sales less those given back
/// @param tenders by kind, in the order of their names
/// @param cash by kind, in the order of [CashMoved.Kind]; signed as they moved
/// @param noSales times the drawer was opened without a sale
/// @param receipts numbers given, absent if none
public record ShiftTotals(long sales, Money salesGross, long refunds, Money refundsGross, long aborted,
        List<TaxTotal> salesTaxes, List<TaxTotal> refundTaxes, Money discounts, Money rounding, Money tips,
        List<TenderTotal> tenders, List<CashTotal> cash, long noSales, @Nullable ReceiptRange receipts) {
    public ShiftTotals {
        salesTaxes = List.copyOf(salesTaxes);
        refundTaxes = List.copyOf(refundTaxes);
        tenders = List.copyOf(tenders);
        cash = List.copyOf(cash);
    }

    /// One kind of tender: `cash`, `card`, `voucher`, and with `-refund` behind it what was given back that way.
    public record TenderTotal(String kind, long count, Money amount) {}

    /// One kind of movement of cash.
    public record CashTotal(CashMoved.Kind kind, long count, Money amount) {}

    /// The numbers of receipts, first to last, of one series.
    public record ReceiptRange(String series, long first, long last) {}
}
