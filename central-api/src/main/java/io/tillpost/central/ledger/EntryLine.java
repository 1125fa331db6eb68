package io.tillpost.central.ledger;

import io.tillpost.protocol.money.Money;

/// One posting line: above zero debits the account, below zero credits it.
public record EntryLine(AccountName account, Money amount) {
    /// Debits `account` with `amount`; a negative amount credits it.
    public static EntryLine debit(AccountName account, Money amount) {
        return new EntryLine(account, amount);
    }

    /// Credits `account` with `amount`; a negative amount debits it.
    public static EntryLine credit(AccountName account, Money amount) {
        return new EntryLine(account, amount.negated());
    }
}
