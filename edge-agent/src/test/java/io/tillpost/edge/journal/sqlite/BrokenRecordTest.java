package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.NOTES;
import static io.tillpost.edge.journal.sqlite.JournalWorld.STAMP;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fin;
import static io.tillpost.edge.journal.sqlite.JournalWorld.mirrored;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.protocol.journal.Lane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A record of which a byte is another one: SQLite keeps no checksum and says nothing, the seal does.
class BrokenRecordTest {
    @TempDir
    private Path folder = Path.of("");
    private Path data = Path.of("");
    private Safeguards guards = Safeguards.NONE;

    @BeforeEach
    void aFileOfWhichARecordWasChanged() {
        data = folder.resolve("data");
        guards = mirrored(folder.resolve("mirror"));
        try (var journal = open(data, guards)) {
            var _ = journal.commit(unit -> {
                unit.put(NOTES, "a", new JournalWorld.Note("a"));
                unit.put(NOTES, "b", new JournalWorld.Note("b"));
                return unit.append(STAMP, fin());
            });
        }
        try (var sql = Sql.writer(data.resolve("journal.db"))) {
            sql.script(
                    "update shelf set value = zeroblob(length(value)) where key = (select min(key) from shelf)");
        }
    }

    @Test
    void whoReadsItFindsDamageAndTheNextStartHealsIt() {
        var stopped = new AtomicInteger();
        try (var journal = open(data, guards)) {
            journal.onStop(_ -> stopped.incrementAndGet());
            assertThrows(JournalDamagedException.class, () -> journal.read(view -> view.all(NOTES)));
            assertEquals(1, stopped.get());
            assertThrows(JournalClosedException.class,
                    () -> journal.commit(unit -> unit.append(STAMP, fin())));
        }
        heals();
    }

    @Test
    void aUnitThatReadsItEndsTheJournalToo() {
        try (var journal = open(data, guards)) {
            assertThrows(JournalClosedException.class,
                    () -> journal.commit((UnitOfWork unit) -> unit.all(NOTES).size()));
        }
        heals();
    }

    @Test
    void theDailyCheckFindsItThoughNobodyReadsIt() throws Exception {
        Files.deleteIfExists(data.resolve("journal.checked"));
        var stopped = new CountDownLatch(1);
        try (var journal = open(data, guards)) {
            journal.onStop(why -> {
                assertTrue(String.valueOf(why.getMessage()).contains("record notes/"), why.getMessage());
                stopped.countDown();
            });
            assertTrue(stopped.await(30, TimeUnit.SECONDS), "nobody has found it");
        }
        heals();
    }

    @Test
    void aDailyCheckThatWasCutOffGoesOnWhereItStopped() throws Exception {
        Path checked = data.resolve("journal.checked");
        Files.deleteIfExists(checked);
        String last;
        try (var sql = Sql.reader(data.resolve("journal.db"))) {
            last = sql.words("select shelf || char(10) || max(key) from shelf").getFirst();
        }
        Files.writeString(data.resolve("journal.checking"), last);
        try (var journal = open(data, guards)) {
            JournalWorld.await(() -> Files.exists(checked));
            // What lies before that place is looked at by the next one.
            var _ = journal.commit(unit -> unit.append(STAMP, fin()));
        }
        assertFalse(Files.exists(data.resolve("journal.checking")), "the next one begins with the first");
    }

    private void heals() {
        try (var journal = open(data, guards)) {
            assertEquals("damaged", journal.recovery().orElseThrow().cause());
            var succession = new TakenDown();
            var startedOver = new AtomicInteger();
            var _ = journal.recovery().orElseThrow().run(succession, startedOver::incrementAndGet);
            assertEquals(1, startedOver.get(), "records are made anew");
            assertEquals(LongStream.rangeClosed(1, 1).boxed().toList(), succession.recovered(Lane.FIN));
            assertEquals(1, journal.read(view -> view.all(NOTES)).size());
        }
        try (var journal = open(data, guards)) {
            assertTrue(journal.recovery().isEmpty());
        }
    }
}
