package io.tillpost.central.statement;

import io.tillpost.protocol.card.Iban;
import java.util.Currency;
import java.util.regex.Pattern;

/// An account of ours at a bank.
///
/// @param iban upper case without blanks; the bank's own number where it gives no IBAN
public record BankAccount(String iban, String legalEntity, Currency currency, String name) {
    private static final Pattern NUMBER = Pattern.compile("[A-Z0-9][A-Z0-9.-]{0,33}");
    private static final Pattern IBAN = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");

    public BankAccount {
        if (!NUMBER.matcher(iban).matches()) {
            throw new IllegalArgumentException("account '" + iban
                    + "', expected an IBAN or 1 to 34 upper-case letters, digits, . or -");
        }
        if (IBAN.matcher(iban).matches() && !Iban.hasCheckDigitsThatFit(iban)) {
            throw new IllegalArgumentException(
                    "IBAN '" + iban + "', expected check digits that fit (ISO 13616)");
        }
        if (name.isBlank() || name.length() > 100) {
            throw new IllegalArgumentException("name of " + name.length() + " characters, expected 1 to 100");
        }
    }
}
