package io.tillpost.central.ledger;

import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Entries of completed sales and refunds: one for what was sold or taken back, and one for the vouchers that paid it.
/// Cash and cards were booked when they moved.
final class SalePostings {

    private SalePostings() {}

    static List<EntryRequest> sale(Draft entry, SaleCompleted sale) {
        String name = "Sale " + sale.series() + " " + sale.number();
        var lines = new ArrayList<EntryLine>();
        lines.add(EntryLine.debit(AccountName.TENDER_RECEIVED,
                sum(sale.tenders().stream().map(Tender::amount).toList(), sale.total())));
        for (TaxTotal tax : sale.taxes()) {
            for (TaxTotal.ClassNet part : tax.classes()) {
                lines.add(EntryLine.credit(sold(tax.rate(), part.salesClass()), part.net()));
            }
            lines.add(EntryLine.credit(AccountName.vat(tax.rate()), tax.tax()));
        }
        lines.add(EntryLine.credit(AccountName.TIPS, sale.tip()));
        lines.add(EntryLine.credit(AccountName.ROUNDING, sale.rounding()));
        var entries = new ArrayList<>(entry.taxed(sale.taxDate(), Roles.SALE, name, lines));
        entries.addAll(redeemed(entry, sale, name));
        return entries;
    }

    /// Vouchers are owed until they are redeemed; what they are sold for is no sale yet.
    private static AccountName sold(TaxRate rate, String salesClass) {
        return switch (salesClass) {
            case SaleLine.MULTI_PURPOSE_VOUCHER -> AccountName.MULTI_PURPOSE_VOUCHERS;
            case SaleLine.SINGLE_PURPOSE_VOUCHER -> AccountName.singlePurposeVouchers(rate);
            default -> AccountName.sales(rate, salesClass);
        };
    }

    private static AccountName takenBack(TaxRate rate, String salesClass) {
        return switch (salesClass) {
            case SaleLine.MULTI_PURPOSE_VOUCHER -> AccountName.MULTI_PURPOSE_VOUCHERS;
            case SaleLine.SINGLE_PURPOSE_VOUCHER -> AccountName.singlePurposeVouchers(rate);
            default -> AccountName.returns(rate, salesClass);
        };
    }

    private static List<EntryRequest> redeemed(Draft entry, SaleCompleted sale, String name) {
        var lines = new ArrayList<EntryLine>();
        for (Tender tender : sale.tenders()) {
            if (tender instanceof Tender.Voucher voucher) {
                lines.addAll(redeemed(voucher));
            }
        }
        return entry.taxed(sale.taxDate(), Roles.VOUCHER, "Vouchers for " + name,
                lines);
    }

    /// The tax of a single-purpose voucher was due when it was sold: what it pays is taxed once more in the sale, and
    /// taken off here.
    private static List<EntryLine> redeemed(Tender.Voucher voucher) {
        var lines = new ArrayList<>(owed(voucher.taxRate(), voucher.amount(), voucher.taxIn()));
        lines.add(EntryLine.credit(AccountName.TENDER_RECEIVED, voucher.amount()));
        return lines;
    }

    /// Of a voucher, not owed any more.
    private static List<EntryLine> owed(@Nullable TaxRate rate, Money amount, Money tax) {
        return rate == null
                ? List.of(EntryLine.debit(AccountName.MULTI_PURPOSE_VOUCHERS, amount))
                : List.of(EntryLine.debit(AccountName.singlePurposeVouchers(rate), amount.minus(tax)),
                        EntryLine.debit(AccountName.vat(rate), tax));
    }

    static List<EntryRequest> overRedeemed(Draft entry, List<PostingRules.Excess> excesses) {
        var lines = new ArrayList<EntryLine>();
        for (PostingRules.Excess excess : excesses) {
            lines.add(EntryLine.debit(AccountName.SUSPENSE, excess.amount()));
            lines.addAll(owed(excess.rate(), excess.amount().negated(), excess.tax().negated()));
        }
        return entry.of(Roles.OVER_REDEEMED, "More of vouchers than they had", lines);
    }

    static List<EntryRequest> refund(Draft entry, RefundCompleted refund) {
        String name = "Refund " + refund.series() + " " + refund.number();
        var lines = new ArrayList<EntryLine>();
        for (TaxTotal tax : refund.taxes()) {
            for (TaxTotal.ClassNet part : tax.classes()) {
                lines.add(EntryLine.debit(takenBack(tax.rate(), part.salesClass()), part.net()));
            }
            lines.add(EntryLine.debit(AccountName.vat(tax.rate()), tax.tax()));
        }
        lines.add(EntryLine.debit(AccountName.TIPS, refund.tip()));
        lines.add(EntryLine.debit(AccountName.ROUNDING, refund.rounding()));
        lines.add(EntryLine.credit(AccountName.TENDER_RECEIVED,
                sum(refund.tenders().stream().map(RefundTender::amount).toList(), refund.total())));
        var entries = new ArrayList<>(entry.taxed(refund.taxDate(), Roles.REFUND,
                name + " of " + refund.originalSeries() + " " + refund.originalNumber(), lines));
        Money issued = sum(refund.tenders().stream().filter(RefundTender.Voucher.class::isInstance)
                .map(RefundTender::amount).toList(), refund.total());
        entries.addAll(entry.of(Roles.VOUCHER, "Voucher issued for " + name,
                List.of(EntryLine.debit(AccountName.TENDER_RECEIVED, issued),
                        EntryLine.credit(AccountName.MULTI_PURPOSE_VOUCHERS, issued))));
        return entries;
    }

    private static Money sum(List<Money> amounts, Money likewise) {
        return Money.sum(amounts, likewise.currency());
    }
}
