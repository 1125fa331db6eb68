package io.tillpost.central.reconciliation;

import io.tillpost.central.ledger.AccountGroup;
import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.ledger.Books.Balance;
import io.tillpost.central.reconciliation.Bridge.Side;
import io.tillpost.protocol.money.Money;
import java.util.Currency;
import java.util.List;
import java.util.function.Predicate;

/// What the ledger booked for a store's day, from its lines, and what it stands at as a whole, from its balances: a day is read
/// while others post, and the lines of years are not.
record LedgerSums(Currency currency, List<Balance> ofDay, Money residue) {
    private static final String ZERO = "nothing";

    Money cardClearing() {
        return sum(AccountGroup.CARD_CLEARING::has);
    }

    List<Bridge> bridges() {
        Money zero = Money.zero(currency);
        Money sold = sum(AccountGroup.SALES::has).plus(sum(AccountGroup.RETURNS::has))
                .plus(sum(AccountGroup.LIABILITIES::has))
                .plus(sum(AccountName.ROUNDING::equals))
                .negated();
        // What drawers, safe and the way to the bank hold less than tenders brought, was paid out, or is short.
        Money cash = sum(AccountGroup.DRAWERS::has).plus(sum(AccountGroup.SAFES::has))
                .plus(sum(AccountGroup.CASH_IN_TRANSIT::has))
                .plus(sum(AccountName.PAID_IN::equals))
                .plus(sum(AccountName.PAID_OUT::equals))
                .plus(sum(AccountName.OVER_SHORT::equals));
        Money cards = cardClearing().plus(sum(AccountGroup.UNCONFIRMED_CLEARING::has))
                .plus(sum(AccountName.SUSPENSE::equals));
        return List.of(
                Bridge.of("sales-tenders", new Side(CardSums.LEDGER,
                        "sales less returns, vouchers, VAT, tips and rounding", sold),
                        new Side(CardSums.LEDGER, "cash and card tenders", cash.plus(cards))),
                Bridge.of("tender-received",
                        new Side(CardSums.LEDGER, "tender received of the day",
                                sum(AccountName.TENDER_RECEIVED::equals)),
                        new Side(CardSums.LEDGER, ZERO, zero)),
                Bridge.of("trial-balance", new Side(CardSums.LEDGER, "balances of all accounts", residue),
                        new Side(CardSums.LEDGER, ZERO, zero)));
    }

    private Money sum(Predicate<AccountName> which) {
        return Money.sum(ofDay.stream()
                .filter(balance -> which.test(balance.account())
                        && balance.balance().currency().equals(currency))
                .map(Balance::balance)
                .toList(), currency);
    }
}
