package io.tillpost.central.ledger;

import java.util.StringJoiner;

/// Accounts whose names begin alike.
public enum AccountGroup {
    /// Cash in drawers.
    DRAWERS("assets:cash"),
    /// Cash in safes.
    SAFES("assets:safe"),
    /// Cash on its way to the bank.
    CASH_IN_TRANSIT("assets:cash-in-transit"),
    /// What acquirers owe us.
    CARD_CLEARING("assets:card-clearing"),
    /// Card payments that nothing proves but a person's word.
    UNCONFIRMED_CLEARING("assets:card-clearing-unconfirmed"),
    /// What acquirers say they have paid and the bank has not shown yet.
    BANK_IN_TRANSIT("assets:bank-in-transit"),
    /// Bank accounts.
    BANK("assets:bank"),
    /// All that is owed: VAT, tips, to holders of vouchers.
    LIABILITIES("liabilities"),
    /// VAT owed, by rate.
    VAT("liabilities:vat"),
    /// Owed to holders of vouchers whose tax is paid already, by rate.
    SINGLE_PURPOSE_VOUCHERS("liabilities:vouchers:single-purpose"),
    /// Net sales, by rate.
    SALES("income:sales"),
    /// Net of what was taken back, by rate.
    RETURNS("income:returns"),
    /// What acquirers charged.
    ACQUIRER_FEES("expenses:acquirer-fees");

    private final String beginning;

    AccountGroup(String name) {
        this.beginning = name + ":";
    }

    /// Whether an account is one of these.
    public boolean has(AccountName account) {
        return account.value().startsWith(beginning);
    }

    /// Its account with these steps.
    AccountName account(Object... steps) {
        var name = new StringJoiner(":", beginning, "");
        for (Object step : steps) {
            name.add(step.toString());
        }
        return new AccountName(name.toString());
    }

    /// The first step of an account that tells it from others of the group.
    String step(AccountName account) {
        return account.value().substring(beginning.length()).split(":", 2)[0];
    }
}
