package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.Safeguards;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.sync.Incidents;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// People hear of a recovery, whatever comes between.
class RecoveringTest {
    private static final Stamp STAMP = new Stamp("till-1", Actor.SYSTEM, null, Mode.LIVE,
            LocalDate.of(2026, 3, 2), null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void lose() throws IOException {
        try (var journal = open()) {
            var _ = journal.commit(unit -> unit.append(STAMP,
                    new SaleStarted(new SaleId(java.util.UUID.randomUUID()))));
        }
        Files.delete(folder.resolve("journal.db"));
    }

    @Test
    void whoDiesBeforeItIsToldOfRecoversAndTellsAtTheNextStart() {
        try (var journal = open()) {
            var incidents = new Incidents(journal, () -> {
                throw new IllegalStateException("dies here");
            });
            assertThrows(IllegalStateException.class, () -> Recovering.run(journal, () -> {}, incidents));
        }
        try (var journal = open()) {
            assertTrue(Recovering.run(journal, () -> {}, new Incidents(journal, () -> STAMP)));
            assertEquals(List.of("journal-recovered"), told(journal));
        }
        try (var journal = open()) {
            assertFalse(Recovering.run(journal, () -> {}, new Incidents(journal, () -> STAMP)));
        }
    }

    @Test
    void aDiskThatTakesNoIncidentYetOpensTheStoreAndPeopleAreToldLater() {
        var refusals = new AtomicInteger(1);
        try (var journal = open()) {
            var incidents = new Incidents(journal, () -> {
                if (refusals.getAndDecrement() > 0) {
                    throw new JournalRefusedException(JournalRefusedException.Reason.DISK_FULL, "no room");
                }
                return STAMP;
            });
            assertTrue(Recovering.run(journal, () -> {}, incidents));
            assertEquals(List.of(), told(journal));
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (told(journal).isEmpty()) {
                assertTrue(System.nanoTime() < until, "not told within 30 s");
                Thread.onSpinWait();
            }
            assertEquals(List.of("journal-recovered"), told(journal));
        }
        try (var journal = open()) {
            assertTrue(journal.recovery().isEmpty(), "once");
        }
    }

    private SqliteJournal open() {
        var clock = Clock.systemUTC();
        return SqliteJournal.open(folder, new Origin("acme", "acme-de", "store-7", "store-7-a",
                ZoneOffset.UTC, "0.1.0"), clock, IdSource.uuidV7(clock, new Random()), System::nanoTime,
                TestKeys.KEYS, TestKeys.RANDOM, Safeguards.mending());
    }

    private static List<String> told(SqliteJournal journal) {
        return journal.archive()
                .journals(Lane.OPS)
                .stream()
                .flatMap(key -> journal.archive().events(key, 1, 1_000).stream())
                .map(event -> EventCodec.decode(event.row()))
                .filter(IncidentRaised.class::isInstance)
                .map(event -> ((IncidentRaised) event).kind())
                .toList();
    }
}
