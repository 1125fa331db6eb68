package io.tillpost.central.ledger;

import io.tillpost.central.ledger.Books.RoleSum;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Movements by role and account, put as a till's report puts them. Roles and accounts are those of [PostingRules].
public record RoleSums(Currency currency, List<RoleSum> movements) {
    /// Role of what was sold.
    public static final String SALE = Roles.SALE;
    /// Role of what was taken back.
    public static final String REFUND = Roles.REFUND;

    /// Found at a count, or taken out after it.
    private static final Set<String> AFTER_COUNTING = Set.of(Roles.CASH_OVER_SHORT, Roles.CASH_LIFT);

    /// No role of an entry.
    private static final String EARLIER_COUNT = "earlier-count";

    /// What customers pay with, by the names of a till's report.
    public enum Tender {
        CASH, CARD, VOUCHER;

        /// As a report names what it brought, e.g. `cash`.
        public String taken() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// As a report names what was given back that way, e.g. `cash-refund`.
        public String givenBack() {
            return taken() + "-refund";
        }

        /// What entries of this role moved on *tender received*, if they are of one kind.
        public static Optional<Tender> of(String role) {
            return switch (role) {
                case Roles.CASH, Roles.CASH_REFUND, Roles.CASH_UNCLAIMED -> Optional.of(CASH);
                case Roles.VOUCHER -> Optional.of(VOUCHER);
                default -> Roles.isOfCards(role) ? Optional.of(CARD) : Optional.empty();
            };
        }
    }

    public RoleSums {
        movements = List.copyOf(movements);
    }

    /// The same for one of several counts of a shift: of what was booked at counts its own, and what the earlier ones left in the
    /// drawer is what it begins with.
    public RoleSums atCount(List<RoleSum> own, List<RoleSum> earlier) {
        var rows = new ArrayList<>(movements);
        rows.removeIf(row -> AFTER_COUNTING.contains(row.role()));
        rows.addAll(own);
        earlier.forEach(row -> rows.add(new RoleSum(EARLIER_COUNT, row.account(), row.moved(), 1)));
        return new RoleSums(currency, rows);
    }

    /// Net of a rate, as sold or taken back; what vouchers were sold for is in it.
    public Money net(String role, TaxRate rate) {
        return posted(role, account -> !AccountGroup.VAT.has(account) && isOf(rate, account));
    }

    /// Tax of a rate.
    public Money tax(String role, TaxRate rate) {
        return posted(role, account -> AccountGroup.VAT.has(account) && isOf(rate, account));
    }

    /// The rates that occur.
    public Set<TaxRate> rates(String role) {
        return movements.stream()
                .filter(row -> row.role().equals(role))
                .flatMap(row -> row.account().taxRate().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isOf(TaxRate rate, AccountName account) {
        return account.taxRate().filter(rate::equals).isPresent();
    }

    /// Sold, or given back for what was taken back: above zero either way.
    private Money posted(String role, Predicate<AccountName> account) {
        Money credited = sum(row -> row.role().equals(role) && account.test(row.account())).negated();
        return role.equals(REFUND) ? credited.negated() : credited;
    }

    /// Given with sales, less those given back.
    public Money tips() {
        return sum(row -> row.account().equals(AccountName.TIPS)).negated();
    }

    /// Rounded up in sales, less what was in refunds.
    public Money rounding() {
        return sum(row -> row.account().equals(AccountName.ROUNDING)).negated();
    }

    /// What a kind of tender brought for sales, less what was given back that way and what no sale claims.
    public Money tendered(Tender tender) {
        return sum(row -> row.account().equals(AccountName.TENDER_RECEIVED)
                && Tender.of(row.role()).filter(tender::equals).isPresent()).negated();
    }

    /// What moved in the drawer for one reason.
    public Money cash(CashMoved.Kind kind) {
        return drawer(Roles.of(kind)::equals);
    }

    /// What should lie in the drawer before counting. What was carried over is in the float.
    public Money expectedCash() {
        return drawer(role -> !AFTER_COUNTING.contains(role) && !role.equals(Roles.FLOAT_CARRIED));
    }

    /// What earlier counts of the shift left in the drawer of what had been there.
    public Money earlierCounts() {
        return drawer(EARLIER_COUNT::equals);
    }

    /// What the shift before had left in the drawer uncounted.
    public Money carried() {
        return drawer(Roles.FLOAT_CARRIED::equals).negated();
    }

    /// What of that was missing at the opening.
    public Money shortAtOpening() {
        return sum(row -> row.role().equals(Roles.FLOAT_CARRIED)
                && row.account().equals(AccountName.OVER_SHORT));
    }

    /// Counted more than expected; below zero is less.
    public Money overShort() {
        return drawer(Roles.CASH_OVER_SHORT::equals);
    }

    /// Taken into the safe after counting.
    public Money lifted() {
        return drawer(Roles.CASH_LIFT::equals).negated();
    }

    /// How many entries have a role.
    public long entries(String role) {
        return movements.stream().filter(row -> row.role().equals(role)).mapToLong(RoleSum::entries).max()
                .orElse(0);
    }

    private Money drawer(Predicate<String> role) {
        return sum(row -> role.test(row.role()) && AccountGroup.DRAWERS.has(row.account()));
    }

    private Money sum(Predicate<RoleSum> which) {
        return Money.sum(movements.stream()
                .filter(which)
                .map(RoleSum::moved)
                .filter(moved -> moved.currency().equals(currency))
                .toList(), currency);
    }
}
