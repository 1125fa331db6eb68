package io.tillpost.central.statement;

import io.tillpost.protocol.card.MaskedPan;
import io.tillpost.protocol.money.Money;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Currency;
import java.util.EnumSet;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/// One row of a settlement file, field by field; every refusal names the place, the value and what was expected.
final class SettlementRow {
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,14})(\\.[0-9]+)?");
    private static final String DATE = "a date YYYY-MM-DD, from 1900 on";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss")
            .withResolverStyle(ResolverStyle.STRICT);

    private final CSVRecord fields;

    SettlementRow(CSVRecord fields) throws UnreadableFileException {
        this.fields = fields;
        int expected = SettlementColumn.values().length;
        if (fields.size() != expected) {
            throw new UnreadableFileException(line(), Math.min(fields.size(), expected),
                    fields.size() + " fields, expected " + expected);
        }
    }

    /// No field may hold a line break, so rows and lines are the same.
    int line() {
        return Math.toIntExact(fields.getRecordNumber());
    }

    String raw(SettlementColumn column) {
        return fields.get(column.number() - 1);
    }

    boolean has(SettlementColumn column) {
        return !raw(column).isEmpty();
    }

    String text(SettlementColumn column, Pattern shape, String expected) throws UnreadableFileException {
        if (!shape.matcher(raw(column)).matches()) {
            throw refused(column, expected);
        }
        return raw(column);
    }

    @Nullable
    String textIfStated(SettlementColumn column, Pattern shape, String expected)
            throws UnreadableFileException {
        return has(column) ? text(column, shape, expected) : null;
    }

    int number(SettlementColumn column, int min, int max) throws UnreadableFileException {
        String digits = raw(column);
        if (digits.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(digits);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw refused(column, "a number from " + min + " to " + max);
    }

    LocalDate date(SettlementColumn column) throws UnreadableFileException {
        try {
            var date = LocalDate.parse(raw(column));
            if (FileDates.isUsual(date)) {
                return date;
            }
        } catch (DateTimeException e) {
            throw refused(column, DATE);
        }
        throw refused(column, DATE);
    }

    LocalTime time(SettlementColumn column) throws UnreadableFileException {
        try {
            return LocalTime.parse(raw(column), TIME);
        } catch (DateTimeException e) {
            throw refused(column, "a time HH:MM:SS");
        }
    }

    Currency currency(SettlementColumn column) throws UnreadableFileException {
        try {
            var currency = Currency.getInstance(raw(column));
            if (currency.getDefaultFractionDigits() >= 0) {
                return currency;
            }
        } catch (IllegalArgumentException e) {
            throw refused(column, "an ISO 4217 currency");
        }
        throw refused(column, "a currency with minor units");
    }

    Money money(SettlementColumn column, Currency currency) throws UnreadableFileException {
        String decimal = raw(column);
        int places = currency.getDefaultFractionDigits();
        int point = decimal.indexOf('.');
        int stated = point < 0 ? 0 : decimal.length() - point - 1;
        if (!DECIMAL.matcher(decimal).matches() || stated != places) {
            throw refused(column, "a decimal with " + places + " places");
        }
        try {
            var amount = Money.parse(decimal, currency);
            if (amount.isBookable()) {
                return amount;
            }
        } catch (IllegalArgumentException e) {
            // More than 64 bits hold, with as many places as some currencies have.
            throw refused(column, most(currency));
        }
        throw refused(column, most(currency));
    }

    private static String most(Currency currency) {
        return "at most " + new Money(Money.MOST_MINOR, currency).decimal() + ", either way";
    }

    @Nullable
    MaskedPan panIfStated(SettlementColumn column) throws UnreadableFileException {
        try {
            return has(column) ? new MaskedPan(raw(column)) : null;
        } catch (IllegalArgumentException e) {
            // The value is not quoted: it may be a whole card number.
            throw new UnreadableFileException(line(), column.number(), column.header()
                    + " is not a card number masked to first 6 and last 4");
        }
    }

    Settled settled(Currency currency) throws UnreadableFileException {
        var fees = new Fees(money(SettlementColumn.FEE_COMMISSION, currency),
                money(SettlementColumn.FEE_INTERCHANGE, currency),
                money(SettlementColumn.FEE_SCHEME, currency));
        var gross = money(SettlementColumn.GROSS, currency);
        var net = money(SettlementColumn.NET, currency);
        if (!gross.minus(fees.total()).equals(net)) {
            throw refused(SettlementColumn.NET, "gross - fees = " + gross.minus(fees.total()).decimal());
        }
        return new Settled(gross, fees, net);
    }

    /// All fields but these must be empty.
    void nothingBut(EnumSet<SettlementColumn> allowed) throws UnreadableFileException {
        for (SettlementColumn column : EnumSet.complementOf(allowed)) {
            if (has(column)) {
                throw refused(column, "nothing in a row of this kind");
            }
        }
    }

    UnreadableFileException refused(SettlementColumn column, String expected) {
        String shown = column == SettlementColumn.CARD_NUMBER ? "(not shown)" : shortened(raw(column));
        return new UnreadableFileException(line(), column.number(),
                column.header() + " '" + shown + "', expected " + expected);
    }

    private static String shortened(String value) {
        // A shifted row can bring a card number into any field: long digit runs are not repeated.
        String safe = value.replaceAll("[0-9]{13,}", "(digits)");
        return safe.length() <= 40 ? safe : safe.substring(0, 40) + "...";
    }
}
