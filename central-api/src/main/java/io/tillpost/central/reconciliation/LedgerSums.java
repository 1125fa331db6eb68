package io.tillpost.central.reconciliation;

import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.ledger.Books.Balance;
import io.tillpost.central.reconciliation.Bridge.Side;
import io.tillpost.protocol.money.Money;
import java.util.Currency;
import java.util.List;

/// What the ledger booked for a store's day, from its lines, and what it stands at as a whole, from its balances: a day is read
/// while others post, and the lines of years are not.
record LedgerSums(Currency currency, List<Balance> ofDay, Money residue) {
    private static final String ZERO = "nothing";

    Money cardClearing() {
        return sum(ofDay, "assets:card-clearing:");
    }

    List<Bridge> bridges() {
        Money zero = Money.zero(currency);
        Money sold = sum(ofDay, "income:sales:").plus(sum(ofDay, "income:returns:"))
                .plus(sum(ofDay, "liabilities:"))
                .plus(sum(ofDay, AccountName.ROUNDING.value()))
                .negated();
        // What drawers, safe and the way to the bank hold less than tenders brought, was paid out, or is short.
        Money cash = sum(ofDay, "assets:cash:").plus(sum(ofDay, "assets:safe:"))
                .plus(sum(ofDay, "assets:cash-in-transit:"))
                .plus(sum(ofDay, AccountName.PAID_IN.value()))
                .plus(sum(ofDay, AccountName.PAID_OUT.value()))
                .plus(sum(ofDay, AccountName.OVER_SHORT.value()));
        Money cards = cardClearing().plus(sum(ofDay, "assets:card-clearing-unconfirmed:"))
                .plus(sum(ofDay, AccountName.SUSPENSE.value()));
        return List.of(
                Bridge.of("sales-tenders", new Side(CardSums.LEDGER,
                        "sales less returns, vouchers, VAT, tips and rounding", sold),
                        new Side(CardSums.LEDGER, "cash and card tenders", cash.plus(cards))),
                Bridge.of("tender-received",
                        new Side(CardSums.LEDGER, "tender received of the day",
                                sum(ofDay, AccountName.TENDER_RECEIVED.value())),
                        new Side(CardSums.LEDGER, ZERO, zero)),
                Bridge.of("trial-balance", new Side(CardSums.LEDGER, "balances of all accounts", residue),
                        new Side(CardSums.LEDGER, ZERO, zero)));
    }

    private Money sum(List<Balance> balances, String prefix) {
        return Money.sum(balances.stream()
                .filter(balance -> balance.account().value().startsWith(prefix)
                        && balance.balance().currency().equals(currency))
                .map(Balance::balance)
                .toList(), currency);
    }
}
