package io.tillpost.edge.shift;

import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.ShiftTotals.CashTotal;
import io.tillpost.protocol.event.ShiftTotals.ReceiptRange;
import io.tillpost.protocol.event.ShiftTotals.TenderTotal;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.Currency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Totals that one event is added to. For one thread.
final class TotalsDraft {
    private long sales;
    private Money salesGross;
    private long refunds;
    private Money refundsGross;
    private long aborted;
    private final Map<TaxRate, TaxTotal> salesTaxes = new TreeMap<>();
    private final Map<TaxRate, TaxTotal> refundTaxes = new TreeMap<>();
    private Money discounts;
    private Money rounding;
    private Money tips;
    private final Map<String, TenderTotal> tenders = new TreeMap<>();
    private final Map<CashMoved.Kind, CashTotal> cash = new EnumMap<>(CashMoved.Kind.class);
    private long noSales;
    private @Nullable ReceiptRange receipts;

    TotalsDraft(ShiftTotals totals) {
        sales = totals.sales();
        salesGross = totals.salesGross();
        refunds = totals.refunds();
        refundsGross = totals.refundsGross();
        aborted = totals.aborted();
        add(totals.salesTaxes(), salesTaxes);
        add(totals.refundTaxes(), refundTaxes);
        discounts = totals.discounts();
        rounding = totals.rounding();
        tips = totals.tips();
        totals.tenders().forEach(total -> tenders.put(total.kind(), total));
        totals.cash().forEach(total -> cash.put(total.kind(), total));
        noSales = totals.noSales();
        receipts = totals.receipts();
    }

    static ShiftTotals nothing(Currency currency) {
        Money zero = Money.zero(currency);
        return new ShiftTotals(0, zero, 0, zero, 0, List.of(), List.of(), zero, zero, zero, List.of(),
                List.of(), 0, null);
    }

    TotalsDraft plus(SaleCompleted sale) {
        sales++;
        salesGross = salesGross.plus(sale.total());
        add(sale.taxes(), salesTaxes);
        for (SaleLine line : sale.lines()) {
            for (SaleLine.Discount discount : line.discounts()) {
                discounts = discounts.plus(discount.amount());
            }
        }
        rounding = rounding.plus(sale.rounding());
        tips = tips.plus(sale.tip());
        sale.tenders().forEach(tender -> tendered(kind(tender), tender.amount()));
        receipts = receipts == null || !receipts.series().equals(sale.series())
                ? new ReceiptRange(sale.series(), sale.number(), sale.number())
                : upTo(receipts, sale.number());
        return this;
    }

    TotalsDraft plus(RefundCompleted refund) {
        refunds++;
        refundsGross = refundsGross.plus(refund.total());
        add(refund.taxes(), refundTaxes);
        rounding = rounding.minus(refund.rounding());
        tips = tips.minus(refund.tip());
        refund.tenders().forEach(tender -> tendered(kind(tender), tender.amount()));
        if (receipts == null) {
            receipts = new ReceiptRange(refund.series(), refund.number(), refund.number());
        } else if (receipts.series().equals(refund.series())) {
            receipts = upTo(receipts, refund.number());
        }
        return this;
    }

    TotalsDraft plusAborted() {
        aborted++;
        return this;
    }

    TotalsDraft plus(CashMoved moved) {
        var _ = cash.merge(moved.kind(), new CashTotal(moved.kind(), 1, moved.amount()),
                (one, other) -> new CashTotal(one.kind(), one.count() + other.count(),
                        one.amount().plus(other.amount())));
        return this;
    }

    TotalsDraft plusNoSale() {
        noSales++;
        return this;
    }

    ShiftTotals totals() {
        return new ShiftTotals(sales, salesGross, refunds, refundsGross, aborted,
                List.copyOf(salesTaxes.values()), List.copyOf(refundTaxes.values()), discounts, rounding,
                tips, List.copyOf(tenders.values()), List.copyOf(cash.values()), noSales, receipts);
    }

    private void tendered(String kind, Money amount) {
        var _ = tenders.merge(kind, new TenderTotal(kind, 1, amount),
                (one, other) -> new TenderTotal(kind, one.count() + other.count(),
                        one.amount().plus(other.amount())));
    }

    private static void add(List<TaxTotal> more, Map<TaxRate, TaxTotal> taxes) {
        more.forEach(total -> taxes.merge(total.rate(), total, TotalsDraft::sum));
    }

    private static TaxTotal sum(TaxTotal one, TaxTotal other) {
        var classes = new TreeMap<String, Money>();
        one.classes().forEach(share -> classes.merge(share.salesClass(), share.net(), Money::plus));
        other.classes().forEach(share -> classes.merge(share.salesClass(), share.net(), Money::plus));
        return new TaxTotal(one.rate(), one.gross().plus(other.gross()), one.net().plus(other.net()),
                one.tax().plus(other.tax()), classes.entrySet()
                        .stream()
                        .map(share -> new TaxTotal.ClassNet(share.getKey(), share.getValue()))
                        .toList());
    }

    private static ReceiptRange upTo(ReceiptRange range, long number) {
        return new ReceiptRange(range.series(), Math.min(range.first(), number),
                Math.max(range.last(), number));
    }

    private static String kind(Tender tender) {
        return switch (tender) {
            case Tender.Cash _ -> "cash";
            case Tender.Card _ -> "card";
            case Tender.Voucher _ -> "voucher";
        };
    }

    private static String kind(RefundTender tender) {
        return switch (tender) {
            case RefundTender.Cash _ -> "cash-refund";
            case RefundTender.Card _ -> "card-refund";
            case RefundTender.Voucher _ -> "voucher-refund";
        };
    }
}
