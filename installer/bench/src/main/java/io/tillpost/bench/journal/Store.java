package io.tillpost.bench.journal;

import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.sqlite.Safeguards;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import io.tillpost.protocol.seal.MasterKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.function.LongSupplier;

/// A store whose tills sell: the journal that an agent would open, and sales of two articles paid in cash.
///
/// @param master what the store's journals are sealed with
/// @param nanoTime monotonic time in nanoseconds
record Store(Clock clock, SecureRandom random, IdSource ids, LongSupplier nanoTime, MasterKey master) {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final TaxRate RATE = new TaxRate(1_900);
    private static final String CLASS = "stationery";

    /// A store with a key of its own.
    static Store fresh(Clock clock, SecureRandom random, LongSupplier nanoTime) {
        return new Store(clock, random, IdSource.uuidV7(clock, random), nanoTime, MasterKey.fresh(random));
    }

    /// The journal in `folder`, as an agent opens it: with its mirror, and with somebody who looks at the disk.
    SqliteJournal open(Path folder) {
        return SqliteJournal.open(folder,
                new Origin("acme", "acme-de", "shop-1", "shop-1-a", ZONE, "0.1.0", Mode.LIVE), clock, ids,
                nanoTime, _ -> master, random, Safeguards.full(folder.resolve("mirror")));
    }

    /// What a till says beside the event.
    Stamp stamp(int till) {
        return new Stamp("till-" + till, Actor.cashier("anna"), null, Mode.LIVE,
                LocalDate.ofInstant(clock.instant(), ZONE), new ShiftId(ids.next()), TRACE);
    }

    /// A sale that is paid.
    Event sale(long number) {
        Money pen = Money.of(1_190, "EUR");
        Money paper = Money.of(595, "EUR");
        Money total = pen.plus(paper);
        Money none = Money.of(0, "EUR");
        var lines = List.of(line(1, "4006381333931", "Fountain pen, blue", pen),
                line(2, "4005401234562", "Paper A4, 80 g, 500 sheets", paper));
        var tax = new TaxTotal(RATE, total, Money.of(1_500, "EUR"), Money.of(285, "EUR"),
                List.of(new TaxTotal.ClassNet(CLASS, Money.of(1_500, "EUR"))));
        return new SaleCompleted(new SaleId(ids.next()), "shop-1", number, clock.instant(),
                LocalDate.ofInstant(clock.instant(), ZONE), true, "de-2026", lines, List.of(tax), total, none,
                none,
                List.of(new Tender.Cash(total, Money.of(2_000, "EUR"), Money.of(215, "EUR"))), null);
    }

    private static SaleLine line(int number, String sku, String what, Money price) {
        return new SaleLine(number, sku, what, 1_000, price, List.of(), price, RATE, CLASS, null);
    }
}
