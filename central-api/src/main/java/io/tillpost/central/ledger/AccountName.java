package io.tillpost.central.ledger;

import io.tillpost.protocol.money.TaxRate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A place in the retail chart of accounts, steps joined by colons from the general to the particular, as plain-text
/// accounting tools write them. An account is a name and a currency.
public record AccountName(String value) implements Comparable<AccountName> {
    private static final int MAX_CHARS = 200;
    private static final Pattern SHAPE = Pattern
            .compile("(assets|liabilities|equity|income|expenses)(:[A-Za-z0-9][A-Za-z0-9.-]*)+");
    private static final List<AccountGroup> BY_RATE = List.of(AccountGroup.SALES, AccountGroup.RETURNS,
            AccountGroup.VAT, AccountGroup.SINGLE_PURPOSE_VOUCHERS);

    /// Every payment has its sale and the reverse exactly when this is 0.
    public static final AccountName TENDER_RECEIVED = new AccountName("assets:tender-received");
    /// What nobody could explain yet.
    public static final AccountName SUSPENSE = new AccountName("assets:suspense");
    /// Owed to the staff.
    public static final AccountName TIPS = new AccountName("liabilities:tips");
    /// Differences of cash rounding.
    public static final AccountName ROUNDING = new AccountName("expenses:cash-rounding");
    /// Cash that was counted beside what was expected: a debit is short, a credit is over.
    public static final AccountName OVER_SHORT = new AccountName("expenses:cash-over-short");
    /// Put into drawers for reasons of their own.
    public static final AccountName PAID_IN = new AccountName("income:paid-in");
    /// Petty cash.
    public static final AccountName PAID_OUT = new AccountName("expenses:paid-out");
    /// Owed to holders of multi-purpose vouchers.
    public static final AccountName MULTI_PURPOSE_VOUCHERS = new AccountName(
            "liabilities:vouchers:multi-purpose");

    public AccountName {
        // The length first: the pattern takes room on the stack for each step.
        if (value.length() > MAX_CHARS) {
            throw new IllegalArgumentException("account '" + value.substring(0, MAX_CHARS) + "...' of "
                    + value.length() + " characters, expected at most " + MAX_CHARS);
        }
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "account '" + value + "', expected e.g. assets:cash:store-1:drawer-1");
        }
    }

    /// Cash in one drawer.
    public static AccountName drawer(String store, String drawer) {
        return AccountGroup.DRAWERS.account(store, drawer);
    }

    /// Cash in a store's safe.
    public static AccountName safe(String store) {
        return AccountGroup.SAFES.account(store);
    }

    /// Cash of a store on its way to the bank.
    public static AccountName cashInTransit(String store) {
        return AccountGroup.CASH_IN_TRANSIT.account(store);
    }

    /// Card payments of a store that nothing proves but a person's word.
    public static AccountName unconfirmedClearing(String store) {
        return AccountGroup.UNCONFIRMED_CLEARING.account(store);
    }

    /// What an acquirer owes us for one merchant id: its balance is the list of unsettled payments.
    public static AccountName cardClearing(String acquirer, String merchantId) {
        return AccountGroup.CARD_CLEARING.account(acquirer, merchantId);
    }

    /// What an acquirer says it has paid and the bank has not shown yet.
    public static AccountName bankInTransit(String acquirer, String merchantId) {
        return AccountGroup.BANK_IN_TRANSIT.account(acquirer, merchantId);
    }

    /// One bank account, by its IBAN.
    public static AccountName bank(String iban) {
        return AccountGroup.BANK.account(iban);
    }

    /// Net sales of one rate and merchandise class.
    public static AccountName sales(TaxRate rate, String salesClass) {
        return AccountGroup.SALES.account(rate.basisPoints(), salesClass);
    }

    /// Net of what was taken back, by rate and merchandise class.
    public static AccountName returns(TaxRate rate, String salesClass) {
        return AccountGroup.RETURNS.account(rate.basisPoints(), salesClass);
    }

    /// Owed to holders of single-purpose vouchers of one rate, whose tax is paid already.
    public static AccountName singlePurposeVouchers(TaxRate rate) {
        return AccountGroup.SINGLE_PURPOSE_VOUCHERS.account(rate.basisPoints());
    }

    /// VAT owed for one rate.
    public static AccountName vat(TaxRate rate) {
        return AccountGroup.VAT.account(rate.basisPoints());
    }

    /// What an acquirer charged, by kind of fee.
    public static AccountName acquirerFees(String acquirer, String kind) {
        return AccountGroup.ACQUIRER_FEES.account(acquirer, kind);
    }

    /// The tax rate it is kept for; multi-purpose vouchers bear none yet.
    Optional<TaxRate> taxRate() {
        if (equals(MULTI_PURPOSE_VOUCHERS)) {
            return Optional.of(new TaxRate(0));
        }
        return BY_RATE.stream()
                .filter(group -> group.has(this))
                .findFirst()
                .map(group -> new TaxRate(Integer.parseInt(group.step(this))));
    }

    @Override
    public int compareTo(AccountName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
