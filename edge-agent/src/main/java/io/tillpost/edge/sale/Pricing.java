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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a basket costs and what tax is in it: computed once, here, per receipt and rate, half up. Immutable.
public final class Pricing {
    /// The most of one article that a line can have.
    public static final long MOST_THOUSANDTHS = 999_999_000;
    private static final long WHOLE = 1000;
    private static final int MOST_LINES = 1000;
    private static final Set<String> VOUCHERS = Set.of(SaleLine.MULTI_PURPOSE_VOUCHER,
            SaleLine.SINGLE_PURPOSE_VOUCHER);

    private final boolean pricesIncludeTax;
    private final Currency currency;

    public Pricing(boolean pricesIncludeTax, Currency currency) {
        this.pricesIncludeTax = pricesIncludeTax;
        this.currency = currency;
    }

    /// A basket with its prices.
    public record Priced(List<SaleLine> lines, List<TaxTotal> taxes, Money total) {
        public Priced {
            lines = List.copyOf(lines);
            taxes = List.copyOf(taxes);
        }

        /// What all lines got off.
        public Money discounts() {
            return Money.sum(lines.stream()
                    .flatMap(line -> line.discounts().stream())
                    .map(Discount::amount)
                    .toList(), total.currency());
        }
    }

    Decision<Priced> price(Basket basket) {
        var lines = new ArrayList<SaleLine>();
        for (Basket.Item item : basket.lines()) {
            switch (line(lines.size() + 1, item, null)) {
                case Decision.Accepted<SaleLine>(var line) -> lines.add(line);
                case Decision.Refused<SaleLine>(var reason, var detail) -> {
                    return Decision.refuse(reason, "line " + (lines.size() + 1) + ": " + detail);
                }
            }
        }
        return total(lines);
    }

    /// One line with its price.
    ///
    /// @param voucher number of the voucher that it sells, if it sells one
    public Decision<SaleLine> line(int number, Basket.Item item, @Nullable String voucher) {
        long quantity = item.quantityThousandths();
        Money price = item.unitPrice();
        if (quantity <= 0 || quantity > MOST_THOUSANDTHS) {
            return Decision.refuse(Reason.QUANTITY_NOT_VALID, "quantity " + quantity
                    + " thousandths, expected above 0 and at most " + MOST_THOUSANDTHS);
        }
        if (!price.currency().equals(currency)) {
            return Decision.refuse(Reason.WRONG_CURRENCY, "unit price " + price + ", expected " + currency);
        }
        if (!price.isPositive()) {
            return Decision.refuse(Reason.PRICE_NOT_VALID, "unit price " + price + ", expected above 0");
        }
        if (VOUCHERS.contains(item.salesClass()) != (voucher != null)) {
            return Decision.refuse(Reason.SALE_NOT_VALID, "sales class " + item.salesClass()
                    + " with voucher number " + voucher + ": expected both of a voucher, or neither");
        }
        try {
            Names.check("sales class", item.salesClass());
            Money cost = new Money(roundedHalfUp(Math.multiplyExact(price.minor(), quantity)), currency);
            if (!cost.isBookable()) {
                return tooMuch(quantity + " thousandths at " + price);
            }
            return afterDiscounts(cost, item.off()).then(gross -> Decision.accept(
                    new SaleLine(number, item.sku(), item.description(), quantity, price, item.off(), gross,
                            item.taxRate(), item.salesClass(), voucher)));
        } catch (ArithmeticException e) {
            return tooMuch(quantity + " thousandths at " + price);
        } catch (IllegalArgumentException e) {
            return Decision.refuse(Reason.SALE_NOT_VALID, String.valueOf(e.getMessage()));
        }
    }

    /// A line with something taken off; what comes to less than the smallest coin changes nothing. Vouchers are never
    /// cheaper: what is owed for one is what it was sold for.
    public Decision<SaleLine> reduced(SaleLine line, Markdown markdown) {
        if (line.voucher() != null) {
            return Decision.refuse(Reason.DISCOUNT_NOT_VALID,
                    "line " + line.line() + " sells a voucher, expected no discount on it");
        }
        return markdown.of(line.gross()).then(off -> Decision.accept(less(line, markdown.reason(), off)));
    }

    /// Lines with something taken off all of them together but vouchers, spread by what each costs.
    public Decision<List<SaleLine>> reduced(List<SaleLine> lines, Markdown markdown) {
        List<Long> weights = lines.stream()
                .map(line -> line.voucher() == null ? line.gross().minor() : 0)
                .toList();
        try {
            Money price = new Money(weights.stream().reduce(0L, Math::addExact), currency);
            return markdown.of(price)
                    .then(off -> Decision.accept(off.isZero()
                            ? lines
                            : spread(lines, markdown.reason(), off,
                                    weights)));
        } catch (ArithmeticException e) {
            return tooMuch("the discount " + markdown.reason());
        }
    }

    /// Priced lines together.
    public Decision<Priced> total(List<SaleLine> lines) {
        if (lines.isEmpty() || lines.size() > MOST_LINES) {
            return Decision.refuse(Reason.SALE_NOT_VALID, "the sale has " + lines.size()
                    + " lines, expected 1 to " + MOST_LINES);
        }
        try {
            List<TaxTotal> taxes = taxes(lines);
            Money total = Money.sum(taxes.stream().map(TaxTotal::gross).toList(), currency);
            return total.isBookable()
                    ? Decision.accept(new Priced(withVoucherTaxes(lines, taxes), taxes, total))
                    : tooMuch("the sale");
        } catch (ArithmeticException e) {
            return tooMuch("the sale");
        }
    }

    private static Decision<Money> afterDiscounts(Money cost, List<Discount> discounts) {
        Money left = cost;
        for (Discount discount : discounts) {
            Money amount = discount.amount();
            if (!amount.currency().equals(cost.currency()) || !amount.isPositive()
                    || amount.compareTo(left) > 0) {
                return Decision.refuse(Reason.DISCOUNT_NOT_VALID,
                        "discount " + amount + ", expected above 0 and at most " + left);
            }
            left = left.minus(amount);
        }
        return Decision.accept(left);
    }

    private static List<SaleLine> spread(List<SaleLine> lines, String reason, Money off, List<Long> weights) {
        List<Money> parts = Allocation.byLargestRemainder(off, weights);
        var reduced = new ArrayList<SaleLine>();
        for (SaleLine line : lines) {
            reduced.add(less(line, reason, parts.get(reduced.size())));
        }
        return reduced;
    }

    private static SaleLine less(SaleLine line, String reason, Money off) {
        if (off.isZero()) {
            return line;
        }
        var discounts = new ArrayList<>(line.discounts());
        discounts.add(new Discount(reason, off));
        return new SaleLine(line.line(), line.sku(), line.description(), line.quantityThousandths(),
                line.unitPrice(), discounts, line.gross().minus(off), line.taxRate(), line.salesClass(),
                line.voucher(), line.voucherTax());
    }

    private static <T> Decision<T> tooMuch(String what) {
        return Decision.refuse(Reason.PRICE_NOT_VALID, what + " comes to more than can be booked");
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

    /// Each voucher bears its share of the tax that the sale has for all of them, so that they are worth what is paid.
    private List<SaleLine> withVoucherTaxes(List<SaleLine> lines, List<TaxTotal> taxes) {
        if (lines.stream().noneMatch(Pricing::isSinglePurpose)) {
            return lines;
        }
        var byLine = new HashMap<Integer, Money>();
        taxes.forEach(tax -> byLine.putAll(voucherTaxes(lines, tax)));
        return lines.stream().map(line -> {
            Money tax = byLine.get(line.line());
            return tax == null ? line : line.withVoucherTax(tax);
        }).toList();
    }

    /// Of prices with tax in them, a voucher's net is its share of that of all vouchers; else its tax one of that of the rate.
    private Map<Integer, Money> voucherTaxes(List<SaleLine> lines, TaxTotal tax) {
        List<SaleLine> sharing = lines.stream()
                .filter(line -> line.taxRate().equals(tax.rate()))
                .filter(line -> !pricesIncludeTax || isSinglePurpose(line))
                .toList();
        if (sharing.stream().noneMatch(Pricing::isSinglePurpose)) {
            return Map.of();
        }
        List<Money> parts = Allocation.byLargestRemainder(
                pricesIncludeTax ? netOfVouchers(tax) : tax.tax(),
                sharing.stream().map(line -> line.gross().minor()).toList());
        var byLine = new HashMap<Integer, Money>();
        for (int i = 0; i < sharing.size(); i++) {
            SaleLine line = sharing.get(i);
            if (isSinglePurpose(line)) {
                byLine.put(line.line(), pricesIncludeTax ? line.gross().minus(parts.get(i)) : parts.get(i));
            }
        }
        return byLine;
    }

    private static boolean isSinglePurpose(SaleLine line) {
        return line.salesClass().equals(SaleLine.SINGLE_PURPOSE_VOUCHER);
    }

    private Money netOfVouchers(TaxTotal tax) {
        return Money.sum(tax.classes().stream()
                .filter(part -> part.salesClass().equals(SaleLine.SINGLE_PURPOSE_VOUCHER))
                .map(ClassNet::net)
                .toList(), currency);
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
}
