package io.tillpost.central.statement;

import io.tillpost.protocol.money.Money;
import java.util.Currency;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An `Amt` without its sign. ISO 20022 allows five decimals; what the currency cannot hold is refused, never rounded.
record CamtAmount(Money unsigned) {
    /// What a balance, or all entries of a statement together, may be: nothing of it is booked, but sums of a few stay far from
    /// the end of 64 bits.
    private static final long MOST_HELD_MINOR = 100_000 * Money.MOST_MINOR;
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,15}(\\.[0-9]{0,5})?");

    /// An amount that is booked. Accounts are shared: what no business moves would end the sums of all of them.
    static CamtAmount read(XmlCursor xml, @Nullable String accountCurrency) throws UnreadableFileException {
        CamtAmount amount = readHeld(xml, accountCurrency);
        if (!amount.unsigned.isBookable()) {
            throw xml.refused("Amt '" + amount.unsigned + "', expected at most "
                    + new Money(Money.MOST_MINOR, amount.unsigned.currency()));
        }
        return amount;
    }

    /// An amount that is only held against others: a balance.
    static CamtAmount readHeld(XmlCursor xml, @Nullable String accountCurrency)
            throws UnreadableFileException {
        String stated = xml.attribute("Ccy");
        String code = stated == null ? accountCurrency : stated;
        String text = xml.text();
        if (code == null) {
            throw xml.refused("Amt '" + text + "' without Ccy, and the account has none");
        }
        if (!DECIMAL.matcher(text).matches()) {
            throw xml.refused("Amt '" + text + "', expected a decimal without sign");
        }
        Money amount;
        try {
            amount = Money.parse(text, Currency.getInstance(code));
        } catch (IllegalArgumentException e) {
            throw xml.refused(
                    "Amt '" + text + "' of currency '" + code + "', expected what its minor unit can hold");
        }
        requireHeld(xml, "Amt", amount);
        return new CamtAmount(amount);
    }

    /// Refuses what could end the sums that balances are held against.
    static void requireHeld(XmlCursor xml, String what, Money amount) throws UnreadableFileException {
        if (Math.abs(amount.minor()) > MOST_HELD_MINOR) {
            throw xml.refused(what + " '" + amount + "', expected at most "
                    + new Money(MOST_HELD_MINOR, amount.currency()));
        }
    }

    static boolean isCredit(XmlCursor xml) throws UnreadableFileException {
        String indicator = xml.text();
        return switch (indicator) {
            case "CRDT" -> true;
            case "DBIT" -> false;
            default -> throw xml.refused("CdtDbtInd '" + indicator + "', expected CRDT or DBIT");
        };
    }

    Money signed(boolean credit) {
        return credit ? unsigned : unsigned.negated();
    }
}
