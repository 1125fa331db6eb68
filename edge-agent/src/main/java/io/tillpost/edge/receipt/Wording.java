package io.tillpost.edge.receipt;

import io.tillpost.protocol.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Words, amounts, quantities and times as a language writes them, in the store's time zone. Immutable.
final class Wording {
    private static final long ONE = 1000;

    private final Locale language;
    private final ZoneId zone;
    private final boolean german;
    private final DateTimeFormatter moment;
    private final DateTimeFormatter day;

    Wording(Locale language, ZoneId zone) {
        this.language = language;
        this.zone = zone;
        this.german = language.getLanguage().equals(Locale.GERMAN.getLanguage());
        this.moment = DateTimeFormatter.ofPattern(german ? "dd.MM.uuuu HH:mm" : "uuuu-MM-dd HH:mm", language);
        this.day = DateTimeFormatter.ofPattern(german ? "dd.MM.uuuu" : "uuuu-MM-dd", language);
    }

    Locale language() {
        return language;
    }

    ZoneId zone() {
        return zone;
    }

    String of(Word word) {
        return german ? word.german() : word.english();
    }

    String of(Word pattern, Object... values) {
        return String.format(language, of(pattern), values);
    }

    String of(Money amount) {
        return decimal(amount.decimal());
    }

    String of(Instant instant) {
        return moment.format(instant.atZone(zone));
    }

    String of(LocalDate date) {
        return day.format(date);
    }

    /// Pieces are whole; what is not was weighed.
    String quantity(long thousandths) {
        return thousandths % ONE == 0
                ? Long.toString(thousandths / ONE)
                : decimal(BigDecimal.valueOf(thousandths, 3).toPlainString()) + " kg";
    }

    /// `0.342 kg x 14.97/kg`, `2 x 4.99`.
    String quantity(long thousandths, Money unitPrice) {
        return quantity(thousandths) + " x " + of(unitPrice) + (thousandths % ONE == 0 ? "" : "/kg");
    }

    String decimal(String plain) {
        return german ? plain.replace('.', ',') : plain;
    }

    /// The day of an instant in the store.
    LocalDate dayOf(Instant instant) {
        return LocalDate.ofInstant(instant, zone);
    }
}
