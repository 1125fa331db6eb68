package io.tillpost.central.ledger;

import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What a business date sold and how it was paid, in one currency, added up from posted lines.
///
/// @param sales number of completed sales
/// @param cash taken for sales, change deducted; floats do not count
/// @param card charged, approvals that were taken back deducted
/// @param difference tenders without the sales they paid, or the reverse: gross + rounding + tips - cash - card
public record SalesReport(String currency, long sales, Money gross, Money net, Money tax,
        List<RateTotal> rates,
        Money rounding, Money tips, Money cash, Money card, Money difference) {
    public SalesReport {
        rates = List.copyOf(rates);
    }

    /// Sales of one tax rate.
    public record RateTotal(TaxRate rate, Money gross, Money net, Money tax) {}

    /// One report for each currency that moved.
    public static List<SalesReport> of(List<Books.RoleSum> movements) {
        return movements.stream()
                .map(sum -> sum.moved().currency())
                .distinct()
                .map(currency -> new Sums(currency,
                        movements.stream().filter(sum -> sum.moved().currency().equals(currency)).toList())
                        .report())
                .toList();
    }

    private record Sums(Currency currency, List<Books.RoleSum> movements) {
        private static final int RATE_STEP = 2;

        SalesReport report() {
            Money net = in("income:sales:").negated();
            Money tax = in("liabilities:vat:").negated();
            Money rounding = in(AccountName.ROUNDING.value()).negated();
            Money tips = in(AccountName.TIPS.value()).negated();
            Money cash = sum(row -> row.role().equals("cash")
                    && row.account().value().startsWith("assets:cash:"));
            Money card = sum(row -> row.role().startsWith("card-clearing")
                    && row.account().value().startsWith("assets:card-clearing:"));
            Money gross = net.plus(tax);
            long sales = movements.stream()
                    .filter(row -> row.role().equals("sale"))
                    .mapToLong(Books.RoleSum::entries)
                    .max()
                    .orElse(0);
            return new SalesReport(currency.getCurrencyCode(), sales, gross, net, tax, rates(), rounding,
                    tips, cash, card, gross.plus(rounding).plus(tips).minus(cash).minus(card));
        }

        private List<RateTotal> rates() {
            var nets = new TreeMap<TaxRate, Money>();
            var taxes = new TreeMap<TaxRate, Money>();
            for (Books.RoleSum row : movements) {
                if (row.account().value().startsWith("income:sales:")) {
                    nets.merge(rate(row.account()), row.moved().negated(), Money::plus);
                } else if (row.account().value().startsWith("liabilities:vat:")) {
                    taxes.merge(rate(row.account()), row.moved().negated(), Money::plus);
                }
            }
            taxes.keySet().forEach(rate -> nets.putIfAbsent(rate, Money.zero(currency)));
            var rates = new ArrayList<RateTotal>();
            nets.forEach((rate, net) -> {
                Money tax = taxes.getOrDefault(rate, Money.zero(currency));
                rates.add(new RateTotal(rate, net.plus(tax), net, tax));
            });
            return rates;
        }

        private static TaxRate rate(AccountName account) {
            return new TaxRate(Integer.parseInt(account.value().split(":", -1)[RATE_STEP]));
        }

        private Money in(String accountPrefix) {
            return sum(row -> row.account().value().startsWith(accountPrefix));
        }

        private Money sum(Predicate<Books.RoleSum> which) {
            return Money.sum(movements.stream().filter(which).map(Books.RoleSum::moved).toList(), currency);
        }
    }
}
