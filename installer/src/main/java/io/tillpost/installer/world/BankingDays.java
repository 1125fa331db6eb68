package io.tillpost.installer.world;

import java.time.DayOfWeek;
import java.time.LocalDate;

/// The days on which banks move money: Monday to Friday.
public final class BankingDays {
    private BankingDays() {}

    /// The first banking day that is not before `day`.
    public static LocalDate from(LocalDate day) {
        LocalDate found = day;
        while (found.getDayOfWeek() == DayOfWeek.SATURDAY || found.getDayOfWeek() == DayOfWeek.SUNDAY) {
            found = found.plusDays(1);
        }
        return found;
    }

    /// The first banking day after `day`.
    public static LocalDate after(LocalDate day) {
        return from(day.plusDays(1));
    }
}
