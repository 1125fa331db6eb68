package io.tillpost.installer.faults.oracle;

import io.tillpost.central.ledger.EntryRequest;
import io.tillpost.central.ledger.PostingRules;
import io.tillpost.central.store.CardContracts;
import io.tillpost.installer.faults.oracle.OfficeView.Due;
import io.tillpost.installer.faults.oracle.OfficeView.Line;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.UnreadableEventException;
import io.tillpost.protocol.journal.JournalRow;
import java.util.List;
import java.util.Optional;

/// Works out anew, by the posting rules alone, what an event has to be booked as. What two boxes or a person said of one payment
/// decides what its events book, so that is left to the sums.
final class DueEntries {
    private final PostingRules rules;

    DueEntries(CardContracts contracts) {
        this.rules = new PostingRules(contracts, _ -> Optional.empty());
    }

    Due of(JournalRow row) {
        try {
            var event = EventCodec.decode(row);
            boolean always = !(event instanceof PaymentOutcome || event instanceof PaymentResolved
                    || event instanceof PaymentAttested);
            return new Due(always, rules.entries(row.eventId(), EventCodec.envelope(row), event).stream()
                    .flatMap(entry -> lines(entry).stream())
                    .toList());
        } catch (UnreadableEventException | IllegalArgumentException e) {
            // Head office sets aside what it cannot post, too; a charge that is taken back needs the entry of before.
            return new Due(false, List.of());
        }
    }

    private static List<Line> lines(EntryRequest entry) {
        return entry.lines()
                .stream()
                .map(line -> new Line(entry.role(), line.account().value(), line.amount().minor(),
                        line.amount().currency().getCurrencyCode(), line.payment()))
                .toList();
    }
}
