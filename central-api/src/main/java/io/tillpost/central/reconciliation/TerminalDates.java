package io.tillpost.central.reconciliation;

import io.tillpost.central.payment.CardPayment;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/// On which days a payment may stand in an acquirer's file. A terminal states no year (ZVT, BMP 0D), and its clock is its
/// own: the year is taken from the till's clock or from the business date, whichever fits.
final class TerminalDates {
    private TerminalDates() {}

    /// One or two days.
    static List<LocalDate> of(CardPayment payment) {
        var clocks = Stream.of(payment.occurredAt().atOffset(ZoneOffset.UTC).toLocalDate(),
                payment.businessDate());
        var stated = payment.facts().terminalTime();
        return clocks.map(day -> stated == null ? day : nearest(stated.date(), day)).distinct().toList();
    }

    /// How many days `date` is away from the payment's.
    static long distance(CardPayment payment, LocalDate date) {
        return of(payment).stream().mapToLong(day -> Math.abs(ChronoUnit.DAYS.between(day, date))).min()
                .orElse(Long.MAX_VALUE);
    }

    private static LocalDate nearest(MonthDay date, LocalDate day) {
        LocalDate best = date.atYear(day.getYear());
        for (int year : new int[]{day.getYear() - 1, day.getYear() + 1}) {
            LocalDate other = date.atYear(year);
            if (Math.abs(ChronoUnit.DAYS.between(other, day)) < Math
                    .abs(ChronoUnit.DAYS.between(best, day))) {
                best = other;
            }
        }
        return best;
    }
}
