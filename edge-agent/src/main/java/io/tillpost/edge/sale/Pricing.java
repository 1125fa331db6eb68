package io.tillpost.edge.sale;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.SaleLine.Discount;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.TaxTotal.ClassNet;
import io.tillpost.protocol.money.Allocation;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a basket costs and what tax is in it: computed once, here, per receipt and rate, half up. Immutable.
final class Pricing {
    private static final long WHOLE = 1000;
    private static final int MOST_LINES = 1000;

    private final boolean pricesIncludeTax;
    private final Currency currency;

    Pricing(boolean pricesIncludeTax, Currency currency) {
        this.pricesIncludeTax = pricesIncludeTax;
        this.currency = currency;
    }

    /// A basket with its prices.
    record Priced(List<SaleLine> lines, List<TaxTotal> taxes, Money total) {}

    Decision<Priced> price(Basket basket) {
        if (basket.lines().isEmpty() || basket.lines().size() > MOST_LINES) {
            return Decision.refuse(Reason.SALE_NOT_VALID, "the sale has " + basket.lines().size()
                    + " lines, expected 1 to " + MOST_LINES);
        }
        var lines = new ArrayList<SaleLine>();
        try {
            for (Basket.Item item : basket.lines()) {
                lines.add(line(lines.size() + 1, item));
            }
            List<TaxTotal> taxes = taxes(lines);
            Money total = Money.sum(taxes.stream().map(TaxTotal::gross).toList(), currency);
            return total.isPositive()
                    ? Decision.accept(new Priced(lines, taxes, total))
                    : Decision.refuse(Reason.SALE_NOT_VALID,
                            "the total is " + total + ", expected above 0");
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Decision.refuse(Reason.SALE_NOT_VALID,
                    "line " + (lines.size() + 1) + ": " + e.getMessage());
        }
    }

    /// Throws [IllegalArgumentException] for a line that cannot be sold.
    private SaleLine line(int number, Basket.Item item) {
        Names.check("sales class", item.salesClass());
        require(item.quantityThousandths() > 0, "quantity " + item.quantityThousandths() + " thousandths",
                "above 0");
        require(item.unitPrice().currency().equals(currency), "unit price " + item.unitPrice(),
                currency.getCurrencyCode());
        require(!item.unitPrice().isNegative(), "unit price " + item.unitPrice(), "at least 0");
        Money cost = new Money(roundedHalfUp(
                Math.multiplyExact(item.unitPrice().minor(), item.quantityThousandths())), currency);
        for (Discount discount : item.off()) {
            require(discount.amount().isPositive(), "discount " + discount.amount(), "above 0");
            cost = cost.minus(discount.amount());
        }
        require(!cost.isNegative(), "cost after discounts " + cost, "at least 0");
        return new SaleLine(number, item.sku(), item.description(), item.quantityThousandths(),
                item.unitPrice(), item.off(), cost, item.taxRate(), item.salesClass(), null);
    }

    /// Of an amount above zero in thousandths.
    private static long roundedHalfUp(long thousandths) {
        return Math.addExact(thousandths, WHOLE / 2) / WHOLE;
    }

    private List<TaxTotal> taxes(List<SaleLine> lines) {
        var byRate = new TreeMap<TaxRate, TreeMap<String, Money>>();
        for (SaleLine line : lines) {
            byRate.computeIfAbsent(line.taxRate(), _ -> new TreeMap<>())
                    .merge(line.salesClass(), line.gross(), Money::plus);
        }
        return byRate.entrySet().stream().map(entry -> tax(entry.getKey(), entry.getValue())).toList();
    }

    private TaxTotal tax(TaxRate rate, Map<String, Money> byClass) {
        Money sum = Money.sum(byClass.values(), currency);
        Money tax = pricesIncludeTax ? rate.taxInGross(sum) : rate.taxOnNet(sum);
        Money net = pricesIncludeTax ? sum.minus(tax) : sum;
        return new TaxTotal(rate, net.plus(tax), net, tax, classes(net, byClass));
    }

    private static List<ClassNet> classes(Money net, Map<String, Money> byClass) {
        List<Long> weights = byClass.values().stream().map(Money::minor).toList();
        boolean allFree = weights.stream().allMatch(weight -> weight == 0);
        List<Money> nets = allFree
                ? weights.stream().map(_ -> net).toList()
                : Allocation.byLargestRemainder(net, weights);
        var classes = new ArrayList<ClassNet>();
        for (String name : byClass.keySet()) {
            classes.add(new ClassNet(name, nets.get(classes.size())));
        }
        return classes;
    }

    private static void require(boolean holds, String what, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(what + ", expected " + expected);
        }
    }
}
