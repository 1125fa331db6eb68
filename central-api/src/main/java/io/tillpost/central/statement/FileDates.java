package io.tillpost.central.statement;

import java.time.LocalDate;

/// Dates in files of acquirers and banks: of our time, so that a slip of the pen is none, and what PostgreSQL can hold.
final class FileDates {
    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 9999;

    private FileDates() {}

    static boolean isUsual(LocalDate date) {
        return date.getYear() >= FIRST_YEAR && date.getYear() <= LAST_YEAR;
    }
}
