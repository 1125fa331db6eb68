package io.tillpost.edge.journal.sqlite;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.disk.DiskLimits;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.journal.IdSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/// What the tests of the journal share: one store, a clock that stands, ids that count.
final class JournalWorld {
    static final Origin ORIGIN = new Origin("acme", "acme-de", "store-7", "store-7-a",
            ZoneId.of("Europe/Berlin"),
            "0.1.0");
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T08:15:30.123456Z"), ZoneOffset.UTC);
    static final Stamp STAMP = new Stamp("till-1", Actor.cashier("anna"), null, Mode.LIVE,
            LocalDate.of(2026, 3, 2), null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    static final Shelf<Note> NOTES = new Shelf<>("notes", Note.class);

    private JournalWorld() {}

    record Note(String text) {}

    static SqliteJournal open(Path folder) {
        return open(folder, ORIGIN);
    }

    static SqliteJournal open(Path folder, Origin origin) {
        return SqliteJournal.open(folder, origin, CLOCK, counting(), () -> 42L, TestKeys.KEYS,
                TestKeys.RANDOM);
    }

    static SqliteJournal open(Path folder, Safeguards safeguards) {
        return SqliteJournal.open(folder, ORIGIN, CLOCK, counting(), System::nanoTime, TestKeys.KEYS,
                TestKeys.RANDOM, safeguards);
    }

    /// A mirror, and nobody who looks at the room on the disk.
    static Safeguards mirrored(Path mirror) {
        return Safeguards.full(mirror).with((DiskLimits) null);
    }

    /// Appends so many events to lane `fin`, each in a commit of its own.
    static void fill(SqliteJournal journal, int events) {
        for (int i = 0; i < events; i++) {
            var _ = journal.commit(unit -> unit.append(STAMP, fin()));
        }
    }

    static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertFalse(System.nanoTime() > until, "not within 30 s");
            Thread.onSpinWait();
        }
    }

    /// Changes the journal's file behind the agent's back.
    static void tamper(Path folder, String statement) {
        try (var sql = Sql.writer(folder.resolve("journal.db"))) {
            sql.script(statement);
        }
    }

    static Event fin() {
        return new SaleStarted(new SaleId(UUID.randomUUID()));
    }

    static Event finOfLength(int chars) {
        return new SaleAborted(new SaleId(UUID.randomUUID()), "x".repeat(chars));
    }

    static Event ops() {
        return new DrawerOpened("drawer-1", null, null);
    }

    private static IdSource counting() {
        var random = UUID.randomUUID().getMostSignificantBits();
        var next = new AtomicLong();
        return () -> new UUID(random, next.incrementAndGet());
    }
}
