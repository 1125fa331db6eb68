package io.tillpost.installer.faults.fleet;

import io.tillpost.installer.faults.oracle.Accepted;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.Moment;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// A store's journal of cash sales that head office has not seen, in memory.
final class Backlog {
    private static final TaxRate RATE = new TaxRate(700);
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final String TILL = "till-1";

    private final Place place;
    private final JournalKey key;
    private final IdSource ids;
    private final Instant now;
    private final UUID boot;
    private final ShiftId shift;
    private final List<JournalRow> rows = new ArrayList<>();
    private final List<Hash> hashes = new ArrayList<>();
    private final List<Accepted> sales = new ArrayList<>();

    Backlog(Place place, int count, IdSource ids, Instant now, Random random) {
        this.place = place;
        this.ids = ids;
        this.now = now;
        this.boot = ids.next();
        this.shift = new ShiftId(ids.next());
        this.key = new JournalKey(Lane.FIN, ids.next(), 1);
        hashes.add(HashChain.genesis(place.tenant(), place.store(), key, null));
        for (int number = 1; number <= count; number++) {
            sell(number, random.nextInt(100, 9_999));
        }
    }

    private void sell(int number, long grossMinor) {
        var sale = new SaleId(ids.next());
        Money gross = Money.of(grossMinor, "EUR");
        Money net = Money.of(Math.floorDiv(grossMinor * 10_000L + 5_350, 10_700), "EUR");
        Money zero = Money.of(0, "EUR");
        append(new SaleStarted(sale));
        append(CashMoved.tender("drawer-1", gross, sale));
        append(new SaleCompleted(sale, place.store(), number, now, LocalDate.ofInstant(now, ZONE), true,
                "per-receipt-and-rate-half-up-1", List.of(),
                List.of(new TaxTotal(RATE, gross, net, gross.minus(net),
                        List.of(new TaxTotal.ClassNet("food", net)))),
                gross, zero, zero, List.of(new Tender.Cash(gross, gross, zero)), null));
        sales.add(new Accepted(TILL, Accepted.Kind.SALE, sale.value(), place.store(), number, grossMinor,
                grossMinor,
                0));
    }

    private void append(Event event) {
        var envelope = new Envelope(place, Actor.cashier("kim"), null, Mode.LIVE,
                new Moment(now, ZONE, 0, -1, 0, boot), LocalDate.ofInstant(now, ZONE), shift, "fleet",
                "00-00000000000000000000000000000001-0000000000000001-01");
        JournalRow row = EventCodec.encode(rows.size() + 1L, ids.next(), envelope, event);
        hashes.add(HashChain.next(hashes.getLast(), key, row));
        rows.add(row);
    }

    JournalKey key() {
        return key;
    }

    /// What was sold, as the oracle wants to find it.
    List<Accepted> sales() {
        return List.copyOf(sales);
    }

    int last() {
        return rows.size();
    }

    /// The hash of a row; of row 0 the one before the first.
    Hash hash(long seq) {
        return hashes.get((int) seq);
    }

    /// Rows `from` to `to`, both included.
    List<JournalRow> rows(long from, long to) {
        return rows.subList((int) from - 1, (int) to);
    }
}
