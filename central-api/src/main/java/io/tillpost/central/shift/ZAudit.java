package io.tillpost.central.shift;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.Books;
import io.tillpost.central.ledger.Books.Filter;
import io.tillpost.central.ledger.Books.RoleSum;
import io.tillpost.central.ledger.RoleSums;
import io.tillpost.central.shift.ZCheck.Line;
import io.tillpost.central.shift.ZCheck.Total;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Holds every Z report against the entries of its shift. What the ledger does not book (discounts, which prices have in them
/// already, and counts) is not compared. Changes nothing.
public final class ZAudit {
    /// Numbers above it are of boxes that had forgotten something; see the agent's rebuild of shifts.
    private static final long BLOCK = 1_000_000;
    private static final long PART = 1_000;
    /// Entries of one report, and more.
    private static final int BOOKED_MOST = 10;

    /// Which way goods go, with the role of its entries and its totals.
    private enum Way {
        /// To the customer.
        SALES(RoleSums.SALE, Total.SALES_NET, Total.SALES_TAX, Total.SALES_GROSS),
        /// Back.
        REFUNDS(RoleSums.REFUND, Total.REFUNDS_NET, Total.REFUNDS_TAX, Total.REFUNDS_GROSS);

        private final String role;
        private final Total net;
        private final Total tax;
        private final Total gross;

        Way(String role, Total net, Total tax, Total gross) {
            this.role = role;
            this.net = net;
            this.tax = tax;
            this.gross = gross;
        }
    }

    private final ZReports reports;
    private final Books books;

    public ZAudit(ZReports reports, Books books) {
        this.reports = reports;
        this.books = books;
    }

    /// The reports of a business date; `stores` narrows, absent means all.
    public List<ZCheck> ofDay(Transaction transaction, String tenant, @Nullable Collection<String> stores,
            LocalDate businessDate) {
        List<KeptZ> ofDay = reports.ofDay(transaction, tenant, stores, businessDate);
        return ofDay.stream().map(z -> {
            var others = ofDay.stream().filter(other -> isOfShift(other, z)).toList();
            return new ZCheck(z, lines(z.report(), booked(transaction, tenant, z, others)),
                    findings(transaction, tenant, z));
        }).toList();
    }

    private static boolean isOfShift(KeptZ other, KeptZ z) {
        return other.store().equals(z.store()) && other.till().equals(z.till())
                && other.shift().equals(z.shift()) && !other.event().equals(z.event());
    }

    /// @param others of the same shift: a box that was put back goes on with a shift that it had closed, and counts it again
    private RoleSums booked(Transaction transaction, String tenant, KeptZ z, List<KeptZ> others) {
        var sums = new RoleSums(z.report().expectedCash().currency(),
                books.ofShift(transaction, tenant, z.store(), z.till(), z.shift()));
        return others.isEmpty()
                ? sums
                : sums.atCount(atCount(transaction, tenant, z),
                        others.stream()
                                .filter(other -> other.report().number() < z.report().number())
                                .flatMap(other -> atCount(transaction, tenant, other).stream())
                                .toList());
    }

    /// What a report itself has booked: over or short, and the lift.
    private List<RoleSum> atCount(Transaction transaction, String tenant, KeptZ z) {
        return books.entries(transaction, tenant, new Filter(z.event(), null, null, null), null, BOOKED_MOST)
                .stream()
                .flatMap(entry -> entry.lines().stream()
                        .map(line -> new RoleSum(entry.role(), line.account(), line.amount(), 1)))
                .toList();
    }

    static List<Line> lines(ZReported z, RoleSums ledger) {
        var lines = new ArrayList<Line>();
        ShiftTotals totals = z.totals();
        addRates(lines, Way.SALES, totals.salesTaxes(), totals.salesGross(), ledger);
        addRates(lines, Way.REFUNDS, totals.refundTaxes(), totals.refundsGross(), ledger);
        for (RoleSums.Tender tender : RoleSums.Tender.values()) {
            lines.add(Line.of(Total.TENDER, tender.taken(), tendered(totals, tender),
                    ledger.tendered(tender)));
        }
        for (CashMoved.Kind kind : CashMoved.Kind.values()) {
            lines.add(Line.of(Total.CASH, kind, cash(totals, kind), ledger.cash(kind)));
        }
        lines.add(Line.of(Total.TIPS, totals.tips(), ledger.tips()));
        lines.add(Line.of(Total.ROUNDING, totals.rounding(), ledger.rounding()));
        lines.add(Line.of(Total.CARRIED, carried(z), ledger.carried()));
        lines.add(Line.of(Total.SHORT_AT_OPENING, shortAtOpening(z, ledger), ledger.shortAtOpening()));
        lines.add(Line.of(Total.EXPECTED_CASH, z.expectedCash(), ledger.expectedCash()));
        Money counted = z.countedCash();
        lines.add(Line.of(Total.OVER_SHORT, counted == null
                ? Money.zero(z.expectedCash().currency())
                : counted.minus(z.expectedCash()), ledger.overShort()));
        lines.add(Line.of(Total.LIFTED, z.lifted(), ledger.lifted()));
        return lines;
    }

    private static void addRates(List<Line> lines, Way way, List<TaxTotal> taxes, Money gross,
            RoleSums ledger) {
        var rates = new TreeSet<>(ledger.rates(way.role));
        taxes.forEach(tax -> rates.add(tax.rate()));
        Money all = Money.zero(gross.currency());
        for (TaxRate rate : rates) {
            Money net = ledger.net(way.role, rate);
            Money tax = ledger.tax(way.role, rate);
            lines.add(Line.of(way.net, rate, of(taxes, rate, TaxTotal::net, gross), net));
            lines.add(Line.of(way.tax, rate, of(taxes, rate, TaxTotal::tax, gross), tax));
            all = all.plus(net).plus(tax);
        }
        lines.add(Line.of(way.gross, gross, all));
    }

    private static Money of(List<TaxTotal> taxes, TaxRate rate, Function<TaxTotal, Money> part,
            Money likewise) {
        return Money.sum(taxes.stream().filter(tax -> tax.rate().equals(rate)).map(part).toList(),
                likewise.currency());
    }

    private static Money tendered(ShiftTotals totals, RoleSums.Tender tender) {
        Money sum = Money.zero(totals.salesGross().currency());
        for (ShiftTotals.TenderTotal total : totals.tenders()) {
            if (total.kind().equals(tender.taken())) {
                sum = sum.plus(total.amount());
            } else if (total.kind().equals(tender.givenBack())) {
                sum = sum.minus(total.amount());
            }
        }
        return sum;
    }

    private static Money cash(ShiftTotals totals, CashMoved.Kind kind) {
        return Money.sum(totals.cash().stream().filter(cash -> cash.kind() == kind)
                .map(ShiftTotals.CashTotal::amount).toList(), totals.salesGross().currency());
    }

    private static Money carried(ZReported z) {
        Money carried = z.carried();
        return carried == null ? Money.zero(z.expectedCash().currency()) : carried;
    }

    /// A report does not say its float: it is what should be there less what moved, and less what earlier counts left of that.
    private static Money shortAtOpening(ZReported z, RoleSums ledger) {
        Money openingFloat = z.expectedCash().minus(ledger.earlierCounts());
        for (ShiftTotals.CashTotal moved : z.totals().cash()) {
            openingFloat = openingFloat.minus(moved.amount());
        }
        Money missing = carried(z).minus(openingFloat);
        return missing.isPositive() && z.carried() != null
                ? missing
                : Money.zero(z.expectedCash().currency());
    }

    private List<String> findings(Transaction transaction, String tenant, KeptZ z) {
        var findings = new ArrayList<String>();
        long number = z.report().number();
        for (KeptZ same : numbered(transaction, tenant, z, number)) {
            if (!same.event().equals(z.event())) {
                findings.add(name(z, number) + " is known twice, as " + other(z.event(), same.event()));
            }
        }
        boolean anew = beginsAnew(number);
        var before = number == 1 || anew
                ? reports.lastBefore(transaction, tenant, z.store(), z.till(), number).stream().toList()
                : numbered(transaction, tenant, z, number - 1);
        if (number != 1 && !anew && before.isEmpty()) {
            findings.add(name(z, number - 1) + " is missing before this one");
        } else {
            addUnlessItGoesOn(findings, transaction, tenant, z, before.isEmpty() ? null : before.getFirst());
        }
        return findings;
    }

    /// Whether a number is the first of a block that a box begins when it was restored and could not ask head office what it
    /// had forgotten (docs/reference/rebuild.md): there is none right before it.
    static boolean beginsAnew(long number) {
        return number > BLOCK && (number - 1) % PART == 0;
    }

    /// Grand totals go on from the report before. After a restore without head office they are what the box knew then, and
    /// later what all its reports add up to.
    private void addUnlessItGoesOn(List<String> findings, Transaction transaction, String tenant, KeptZ z,
            @Nullable KeptZ before) {
        ZReported now = z.report();
        ZReported last = before == null ? null : before.report();
        Money zero = Money.zero(now.grandTotalSales().currency());
        var wrong = new ArrayList<String>();
        addUnlessItGoesOn(wrong, "sales", last == null ? zero : last.grandTotalSales(),
                now.totals().salesGross(), now.grandTotalSales());
        addUnlessItGoesOn(wrong, "refunds", last == null ? zero : last.grandTotalRefunds(),
                now.totals().refundsGross(), now.grandTotalRefunds());
        if (!wrong.isEmpty() && now.number() > BLOCK && areAll(now,
                reports.ofShifts(transaction, tenant, z.store(), z.till(), now.number()))) {
            return;
        }
        String why = beginsAnew(now.number()) ? "after a restore without head office, " : "";
        wrong.forEach(finding -> findings.add(why + finding));
    }

    /// Whether the grand totals are what all the till's shifts add up to.
    private static boolean areAll(ZReported now, List<KeptZ> shifts) {
        Money sales = Money.zero(now.grandTotalSales().currency());
        Money refunds = sales;
        for (KeptZ one : shifts) {
            sales = sales.plus(one.report().totals().salesGross());
            refunds = refunds.plus(one.report().totals().refundsGross());
        }
        return sales.equals(now.grandTotalSales()) && refunds.equals(now.grandTotalRefunds());
    }

    private List<KeptZ> numbered(Transaction transaction, String tenant, KeptZ z, long number) {
        return reports.numbered(transaction, tenant, z.store(), z.till(), number);
    }

    private static String other(UUID mine, UUID theirs) {
        return "event " + mine + " and event " + theirs;
    }

    private static String name(KeptZ z, long number) {
        return "Z " + number + " of till " + z.till();
    }

    private static void addUnlessItGoesOn(List<String> findings, String what, Money before, Money shift,
            Money now) {
        if (!before.plus(shift).equals(now)) {
            findings.add("the grand total of " + what + " is " + now + ", before it was " + before
                    + " and the shift had " + shift);
        }
    }
}
