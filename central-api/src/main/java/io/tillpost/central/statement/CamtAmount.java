package io.tillpost.central.statement;

import io.tillpost.protocol.money.Money;
import java.util.Currency;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An `Amt` without its sign. ISO 20022 allows five decimals; what the currency cannot hold is refused, never rounded.
record CamtAmount(Money unsigned) {
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,15}(\\.[0-9]{0,5})?");

    static CamtAmount read(XmlCursor xml, @Nullable String accountCurrency) throws UnreadableFileException {
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
        if (!amount.isBookable()) {
            throw xml.refused("Amt '" + text + "', expected at most " + most(amount.currency()));
        }
        return new CamtAmount(amount);
    }

    /// Accounts are shared: what no business moves would end the sums of all of them.
    static Money most(Currency currency) {
        return new Money(Money.MOST_MINOR, currency);
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
