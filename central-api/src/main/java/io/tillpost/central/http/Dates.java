package io.tillpost.central.http;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// Calendar dates of a request: four digits of a year, which PostgreSQL and everybody else can hold.
public final class Dates {
    private static final int LAST_YEAR = 9999;

    private Dates() {}

    /// A date like `2026-03-02`; nothing if the text is none.
    public static Optional<LocalDate> parse(String text) {
        try {
            return Optional.of(LocalDate.parse(text)).filter(Dates::isUsual);
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    /// Whether its year has one to four digits, and is one of our time.
    public static boolean isUsual(LocalDate date) {
        return date.getYear() >= 1 && date.getYear() <= LAST_YEAR;
    }
}
