package io.tillpost.central.ledger;

import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What all entries of one event have in common.
record Draft(UUID event, Envelope envelope) {
    /// A line for each rate and class, and a few more.
    private static final int MOST_LINES = 1_000;
    /// The largest total, its tip and its rounding.
    private static final long MOST_DEBITED_MINOR = 2 * Money.MOST_MINOR;

    String store() {
        return envelope.place().store();
    }

    LocalDate businessDate() {
        return envelope.businessDate();
    }

    AccountName drawer(String drawer) {
        return AccountName.drawer(store(), drawer);
    }

    /// An entry of these lines; those of nothing are left out, and with them the entry if none is left.
    List<EntryRequest> of(String role, String description, List<EntryLine> lines) {
        return request(role, description, null, null, lines);
    }

    /// The same, with the date on which tax is due.
    List<EntryRequest> taxed(LocalDate taxDate, String role, String description, List<EntryLine> lines) {
        return request(role, description, taxDate, null, lines);
    }

    /// Takes back an entry.
    List<EntryRequest> reversing(UUID entry, String role, String description, List<EntryLine> lines) {
        return request(role, description, null, entry, lines);
    }

    /// Stores share accounts: what no business moves would end the sums of all of them.
    private static void checkAmount(EntryLine line) {
        if (!line.amount().isBookable()) {
            throw new IllegalArgumentException("amount " + line.amount() + " on " + line.account()
                    + ", expected at most " + new Money(Money.MOST_MINOR, line.amount().currency()));
        }
    }

    /// Nor do they need many small ones.
    private static void checkAll(List<EntryLine> lines) {
        if (lines.size() > MOST_LINES) {
            throw new IllegalArgumentException(
                    "an entry of " + lines.size() + " lines, expected at most " + MOST_LINES);
        }
        lines.forEach(Draft::checkAmount);
        long debits = lines.stream().mapToLong(line -> Math.max(0, line.amount().minor())).sum();
        if (debits > MOST_DEBITED_MINOR) {
            throw new IllegalArgumentException("amounts of one entry that come to " + debits
                    + " minor units on one side, expected at most " + MOST_DEBITED_MINOR);
        }
    }

    private List<EntryRequest> request(String role, String description, @Nullable LocalDate taxDate,
            @Nullable UUID reversalOf, List<EntryLine> lines) {
        var moved = new ArrayList<>(lines);
        moved.removeIf(line -> line.amount().isZero());
        checkAll(moved);
        if (moved.isEmpty()) {
            return List.of();
        }
        var place = envelope.place();
        ShiftId shift = envelope.shift();
        return List.of(new EntryRequest(place.tenant(), place.legalEntity(), place.store(), place.till(),
                shift == null ? null : shift.value(), event, role, PostingRules.VERSION,
                envelope.moment().occurredAt(), envelope.businessDate(), taxDate, description, reversalOf,
                moved));
    }
}
