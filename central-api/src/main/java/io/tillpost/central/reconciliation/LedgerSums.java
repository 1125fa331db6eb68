package io.tillpost.central.reconciliation;

import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.ledger.Books.Balance;
import io.tillpost.central.reconciliation.Bridge.Side;
import io.tillpost.protocol.money.Money;
import java.util.Currency;
import java.util.List;

/// What the ledger booked for a store's day, and what it stands at as a whole.
record LedgerSums(Currency currency, List<Balance> ofDay, List<Balance> ofAll) {
    private static final String ZERO = "nothing";

    Money cardClearing() {
        return sum(ofDay, "assets:card-clearing:");
    }

    List<Bridge> bridges() {
        Money zero = Money.zero(currency);
        Money sold = sum(ofDay, "income:").plus(sum(ofDay, "liabilities:"))
                .plus(sum(ofDay, AccountName.ROUNDING.value()))
                .negated();
        Money cash = sum(ofDay, "assets:cash:").plus(sum(ofDay, "assets:safe:"));
        return List.of(
                Bridge.of("sales-tenders", new Side(CardSums.LEDGER, "sales, VAT, tips and rounding", sold),
                        new Side(CardSums.LEDGER, "cash and card tenders", cash.plus(cardClearing()))),
                Bridge.of("tender-received",
                        new Side(CardSums.LEDGER, "tender received of the day",
                                sum(ofDay, AccountName.TENDER_RECEIVED.value())),
                        new Side(CardSums.LEDGER, ZERO, zero)),
                Bridge.of("trial-balance", new Side(CardSums.LEDGER, "all accounts", sum(ofAll, "")),
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
