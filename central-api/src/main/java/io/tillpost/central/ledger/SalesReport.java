package io.tillpost.central.ledger;

import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.Currency;
import java.util.List;

/// What a business date sold and took back, and how it was paid, in one currency, added up from posted lines.
///
/// @param sales number of completed sales
/// @param gross of sales; what vouchers were sold for is in it
/// @param refunds number of completed refunds
/// @param rounding of sales less of refunds
/// @param tips of sales less those given back
/// @param cash taken for sales less given back; floats and other movements do not count
/// @param card charged less given back, approvals that were taken back deducted
/// @param vouchers redeemed less issued for refunds
/// @param difference tenders without the sales they paid, or the reverse: gross - refunds + rounding + tips - cash - card
/// - vouchers
public record SalesReport(String currency, long sales, Money gross, Money net, Money tax,
        List<RateTotal> rates, long refunds, Money refundsGross, List<RateTotal> refundRates, Money rounding,
        Money tips, Money cash, Money card, Money vouchers, Money difference) {
    public SalesReport {
        rates = List.copyOf(rates);
        refundRates = List.copyOf(refundRates);
    }

    /// Sales or refunds of one tax rate.
    public record RateTotal(TaxRate rate, Money gross, Money net, Money tax) {}

    /// One report for each currency that moved.
    public static List<SalesReport> of(List<Books.RoleSum> movements) {
        return movements.stream()
                .map(sum -> sum.moved().currency())
                .distinct()
                .map(currency -> of(currency, new RoleSums(currency, movements.stream()
                        .filter(sum -> sum.moved().currency().equals(currency))
                        .toList())))
                .toList();
    }

    private static SalesReport of(Currency currency, RoleSums sums) {
        List<RateTotal> sold = rates(sums, RoleSums.SALE);
        List<RateTotal> back = rates(sums, RoleSums.REFUND);
        Money net = Money.sum(sold.stream().map(RateTotal::net).toList(), currency);
        Money tax = Money.sum(sold.stream().map(RateTotal::tax).toList(), currency);
        Money gross = net.plus(tax);
        Money refunded = Money.sum(back.stream().map(RateTotal::gross).toList(), currency);
        Money cash = sums.tendered(RoleSums.Tender.CASH);
        Money card = sums.tendered(RoleSums.Tender.CARD);
        Money vouchers = sums.tendered(RoleSums.Tender.VOUCHER);
        Money due = gross.minus(refunded).plus(sums.rounding()).plus(sums.tips());
        return new SalesReport(currency.getCurrencyCode(), sums.entries(RoleSums.SALE), gross, net, tax, sold,
                sums.entries(RoleSums.REFUND), refunded, back, sums.rounding(), sums.tips(), cash, card,
                vouchers, due.minus(cash).minus(card).minus(vouchers));
    }

    private static List<RateTotal> rates(RoleSums sums, String role) {
        return sums.rates(role).stream().map(rate -> {
            Money net = sums.net(role, rate);
            Money tax = sums.tax(role, rate);
            return new RateTotal(rate, net.plus(tax), net, tax);
        }).toList();
    }
}
