package io.tillpost.edge.sale;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.protocol.event.RefundLine;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.TaxTotal.ClassNet;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What goes back for parts of a sale. All parts together come to the sale exactly: per line, per rate, and per class; the
/// last one takes what remains. Tax is in the prices or on top of them as it was when the sale was rung up. Vouchers come back
/// for what they are worth, and the rest shares what remains without them.
///
/// @param earlier refunds of the sale that were not given up
record Returned(Sale sale, List<Refund> earlier) {
    /// What goes back for it.
    record Parts(List<RefundLine> lines, List<TaxTotal> taxes, Money total) {}

    Decision<Parts> parts(List<RefundWish> wishes) {
        if (wishes.isEmpty()) {
            return Decision.refuse(Reason.NOT_REFUNDABLE, "no lines, expected at least one");
        }
        var seen = new HashSet<Integer>();
        var lines = new ArrayList<RefundLine>();
        for (RefundWish wish : wishes) {
            if (!seen.add(wish.line())) {
                return Decision.refuse(Reason.NOT_REFUNDABLE, "line " + wish.line() + " is named twice");
            }
            switch (line(lines.size() + 1, wish)) {
                case Decision.Accepted<RefundLine>(var line) -> lines.add(line);
                case Decision.Refused<RefundLine> refused -> {
                    return refused.as();
                }
            }
        }
        List<TaxTotal> taxes = taxes(lines);
        return Decision.accept(new Parts(lines, taxes,
                Money.sum(taxes.stream().map(TaxTotal::gross).toList(), sale.total().currency())));
    }

    /// All that has not come back yet.
    List<RefundWish> rest() {
        return sale.lines()
                .stream()
                .map(line -> new RefundWish(line.line(), line.quantityThousandths() - quantity(line.line())))
                .filter(wish -> wish.quantityThousandths() > 0)
                .toList();
    }

    /// How much of a line came back.
    long quantity(int line) {
        return lines(line).stream().mapToLong(RefundLine::quantityThousandths).sum();
    }

    /// What went back for a line.
    Money gross(int line) {
        return Money.sum(lines(line).stream().map(RefundLine::gross).toList(), sale.total().currency());
    }

    private Decision<RefundLine> line(int number, RefundWish wish) {
        var found = sale.lines().stream().filter(line -> line.line() == wish.line()).findFirst();
        if (found.isEmpty()) {
            return Decision.refuse(Reason.NOT_REFUNDABLE,
                    "sale " + sale.sale() + " has no line " + wish.line());
        }
        SaleLine sold = found.get();
        long done = quantity(sold.line());
        long now = wish.quantityThousandths();
        if (now <= 0) {
            return Decision.refuse(Reason.QUANTITY_NOT_VALID,
                    "quantity " + now + " thousandths of line " + sold.line() + ", expected above 0");
        }
        if (now > sold.quantityThousandths() - done) {
            return Decision.refuse(Reason.NOT_REFUNDABLE, "quantity " + now + " thousandths of line "
                    + sold.line() + ", expected at most what is left, "
                    + (sold.quantityThousandths() - done));
        }
        long gross = new Share(sold.gross().minor(), gross(sold.line()).minor(), sold.quantityThousandths(),
                done).free(now);
        return Decision.accept(new RefundLine(number, sold.line(), sold.sku(), sold.description(), now,
                money(gross), sold.taxRate(), sold.salesClass()));
    }

    private List<TaxTotal> taxes(List<RefundLine> lines) {
        var byRate = new TreeMap<TaxRate, TreeMap<String, Money>>();
        for (RefundLine line : lines) {
            byRate.computeIfAbsent(line.taxRate(), _ -> new TreeMap<>())
                    .merge(line.salesClass(), line.gross(), Money::plus);
        }
        return byRate.entrySet().stream().map(entry -> tax(entry.getKey(), entry.getValue(), lines)).toList();
    }

    private TaxTotal tax(TaxRate rate, TreeMap<String, Money> now, List<RefundLine> lines) {
        TaxTotal sold = sale.taxes()
                .stream()
                .filter(tax -> tax.rate().equals(rate))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("sale " + sale.sale() + " has no rate " + rate));
        var nets = new ArrayList<ClassNet>();
        VoucherPart vouchers = vouchers(rate, lines);
        now.forEach((name, amount) -> nets.add(new ClassNet(name, net(sold, name, amount, vouchers))));
        Money net = Money.sum(nets.stream().map(ClassNet::net).toList(), sale.total().currency());
        Money amounts = Money.sum(now.values(), sale.total().currency());
        Money tax = sale.pricesIncludeTax(true)
                ? amounts.minus(net)
                : taxOnTop(sold, amounts, vouchers);
        return new TaxTotal(rate, net.plus(tax), net, tax, nets);
    }

    private Money taxOnTop(TaxTotal sold, Money amounts, VoucherPart now) {
        if (amounts.equals(now.gross)) {
            return now.tax;
        }
        TaxRate rate = sold.rate();
        VoucherPart all = vouchers(rate, _ -> true);
        VoucherPart done = vouchers(rate, earlierLines());
        var share = new Share(sold.tax().minus(all.tax).minor(), doneTax(rate) - done.tax.minor(),
                base(rate, null) - all.gross.minor(), doneBase(rate, null) - done.gross.minor());
        return now.tax.plus(money(share.free(amounts.minus(now.gross).minor())));
    }

    /// In a gross-price store each class' net comes down by its own share, never below zero nor above its gross; so do the
    /// tax in it and the sums.
    private Money net(TaxTotal sold, String salesClass, Money amount, VoucherPart vouchers) {
        if (!sale.pricesIncludeTax(true)) {
            return amount;
        }
        if (salesClass.equals(SaleLine.SINGLE_PURPOSE_VOUCHER) && amount.equals(vouchers.gross)) {
            return amount.minus(vouchers.tax);
        }
        return money(new Share(classNet(sold, salesClass), doneNet(sold.rate(), salesClass),
                base(sold.rate(), salesClass), doneBase(sold.rate(), salesClass)).within(amount.minor()));
    }

    /// What lines cost that sell vouchers of which the tax is known, and that tax.
    private record VoucherPart(Money gross, Money tax) {}

    private VoucherPart vouchers(TaxRate rate, List<RefundLine> lines) {
        var back = lines.stream().map(RefundLine::originalLine).toList();
        return vouchers(rate, line -> back.contains(line.line()));
    }

    /// A voucher comes back whole.
    private VoucherPart vouchers(TaxRate rate, Predicate<SaleLine> which) {
        VoucherPart sum = new VoucherPart(money(0), money(0));
        for (SaleLine line : sale.lines()) {
            Money tax = line.voucherTax();
            if (tax != null && line.taxRate().equals(rate) && which.test(line)) {
                sum = new VoucherPart(sum.gross.plus(line.gross()), sum.tax.plus(tax));
            }
        }
        return sum;
    }

    private long base(TaxRate rate, @Nullable String salesClass) {
        return sale.lines()
                .stream()
                .filter(line -> line.taxRate().equals(rate))
                .filter(line -> salesClass == null || line.salesClass().equals(salesClass))
                .mapToLong(line -> line.gross().minor())
                .sum();
    }

    private long doneBase(TaxRate rate, @Nullable String salesClass) {
        return earlierLines().stream()
                .filter(line -> line.taxRate().equals(rate))
                .filter(line -> salesClass == null || line.salesClass().equals(salesClass))
                .mapToLong(line -> line.gross().minor())
                .sum();
    }

    private long doneTax(TaxRate rate) {
        return earlierTaxes(rate).stream().mapToLong(tax -> tax.tax().minor()).sum();
    }

    private long doneNet(TaxRate rate, String salesClass) {
        return earlierTaxes(rate).stream().mapToLong(tax -> classNet(tax, salesClass)).sum();
    }

    private List<TaxTotal> earlierTaxes(TaxRate rate) {
        return earlier.stream()
                .flatMap(refund -> refund.taxes().stream())
                .filter(tax -> tax.rate().equals(rate))
                .toList();
    }

    private static long classNet(TaxTotal tax, String salesClass) {
        return tax.classes()
                .stream()
                .filter(one -> one.salesClass().equals(salesClass))
                .mapToLong(one -> one.net().minor())
                .sum();
    }

    private List<RefundLine> earlierLines() {
        return earlier.stream().flatMap(refund -> refund.lines().stream()).toList();
    }

    private List<RefundLine> lines(int line) {
        return earlierLines().stream().filter(one -> one.originalLine() == line).toList();
    }

    private Money money(long minor) {
        return new Money(minor, sale.total().currency());
    }
}
