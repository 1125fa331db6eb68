package io.tillpost.installer.world;

import io.tillpost.installer.world.RecordedLedger.Booking;
import io.tillpost.installer.world.RecordedLedger.Closing;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The simulated acquirer. Each contract of a closed terminal batch is one payout: debit cards one banking day after the
/// terminal's end of day, credit cards two. What it settles follows from the terminal's record alone.
final class Acquirer {
    private static final DateTimeFormatter SHORT_DAY = DateTimeFormatter.ofPattern("uuMMdd", Locale.ROOT);

    private Acquirer() {}

    /// All payouts of all closed batches, oldest first.
    static List<Payout> payouts(RecordedLedger ledger) {
        var payouts = new ArrayList<Payout>();
        for (Closing closing : ledger.closings()) {
            Map<String, List<Booking>> byContract = ledger.of(closing)
                    .stream()
                    .collect(Collectors.groupingBy(Booking::merchantId, TreeMap::new, Collectors.toList()));
            byContract.forEach((contract, bookings) -> payouts.add(payout(closing, contract, bookings)));
        }
        return payouts;
    }

    /// The payouts of the batches that were closed on this day of the terminal.
    static List<Payout> settledOn(RecordedLedger ledger, LocalDate day) {
        return payouts(ledger).stream().filter(payout -> payout.terminalDay().equals(day)).toList();
    }

    private static Payout payout(Closing closing, String contract, List<Booking> bookings) {
        var payments = bookings.stream()
                .map(booking -> new Payout.Settled(booking,
                        FeeSchedule.of(booking.cardName()).feesOf(booking.amount())))
                .toList();
        LocalDate next = BankingDays.after(closing.date());
        boolean late = bookings.stream().anyMatch(booking -> FeeSchedule.of(booking.cardName()).paysLate());
        String reference = "NP-" + SHORT_DAY.format(closing.date()) + "-"
                + contract.substring(Math.max(0, contract.length() - 4)) + "-" + closing.batch();
        return new Payout(reference, late ? BankingDays.after(next) : next, closing.date(), contract,
                bookings.getFirst().amount().currency(), payments);
    }
}
