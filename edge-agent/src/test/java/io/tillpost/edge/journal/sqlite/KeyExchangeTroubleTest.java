package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.NOTES;
import static io.tillpost.edge.journal.sqlite.JournalWorld.ORIGIN;
import static io.tillpost.edge.journal.sqlite.JournalWorld.STAMP;
import static io.tillpost.edge.journal.sqlite.JournalWorld.await;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fill;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fin;
import static io.tillpost.edge.journal.sqlite.JournalWorld.mirrored;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.MasterKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Data keys that are exchanged at a bad moment.
class KeyExchangeTroubleTest {
    @TempDir
    private Path folder = Path.of("");
    private Path data = Path.of("");
    private Safeguards guards = Safeguards.NONE;

    @BeforeEach
    void place() {
        data = folder.resolve("data");
        guards = mirrored(folder.resolve("mirror"));
    }

    @Test
    void aRotationThatWasRefusedHalfWayIsFinishedWithTheKeyThatLiesInTheFile() throws Exception {
        var busyAt = new AtomicInteger(-1);
        var next = MasterKey.fresh(TestKeys.RANDOM);
        try (var journal = open(data, guards.with(point -> busyAt(busyAt, point)))) {
            fill(journal, 3);
            await(() -> journal.keys().status().complete());
            // A commit adds the key, a nudge tells the mirror of it.
            busyAt.set(1);
            assertThrows(JournalRefusedException.class, () -> journal.keys().rotate());
            assertEquals(2, journal.keys().rotate());
            await(() -> journal.keys().status().complete());
            fill(journal, 3);
            busyAt.set(1);
            assertThrows(JournalRefusedException.class, () -> journal.keys().rotate());
            journal.keys().addMaster(next);
            await(() -> journal.keys().status().complete());
            assertEquals(3, journal.keys().status().sealing());
            fill(journal, 3);
        }
        try (var journal = open(data, guards)) {
            assertEquals(new ChainCheck.Intact(1, 9), journal.archive().verify(Lane.FIN));
        }
    }

    private static void busyAt(AtomicInteger nudges, String point) {
        if (point.equals("journal.nudged") && nudges.get() > 0 && nudges.decrementAndGet() == 0) {
            SQLException busy = new SQLiteException("test", SQLiteErrorCode.SQLITE_BUSY);
            throw new SqliteFailure("open", busy);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasSealedAfterABackupWithALaterKeyComesBackAllTheSame(boolean mirrored) throws Exception {
        if (!mirrored) {
            guards = unmirrored();
        }
        var backup = new JournalBackup(data, ORIGIN, JournalWorld.CLOCK, null);
        Path file = folder.resolve("backup.tpbackup");
        try (var journal = open(data, guards)) {
            fill(journal, 5);
            var _ = backup.write(file, TestKeys.KEYS, TestKeys.RANDOM);
            var _ = journal.keys().rotate();
            await(() -> journal.keys().status().complete());
            fill(journal, 4);
        }
        var _ = backup.restore(file, UUID::randomUUID, TestKeys.KEYS, TestKeys.RANDOM);
        try (var journal = open(data, guards)) {
            var succession = new TakenDown();
            var _ = journal.recovery().orElseThrow().run(succession, () -> {});
            assertEquals(LongStream.rangeClosed(6, 9).boxed().toList(), succession.recovered(Lane.FIN));
        }
    }

    @Test
    void whatIsSealedWithANewKeyWhileAPersonChecksTheFileIsNoDamage() throws Exception {
        try (var journal = open(data, guards)) {
            fill(journal, 3);
            for (int i = 0; i < 300; i++) {
                note(journal, "note-" + i);
            }
            await(() -> journal.keys().status().complete());
            var rotated = new AtomicBoolean();
            var found = JournalCheck.run(data, folder.resolve("mirror"), ORIGIN, TestKeys.KEYS,
                    TestKeys.RANDOM,
                    _ -> {
                        if (!rotated.getAndSet(true)) {
                            assertEquals(2, journal.keys().rotate());
                            await(() -> journal.keys().status().complete());
                        }
                    });
            assertEquals(JournalCheck.State.INTACT, found.state(), found.detail());
        }
    }

    private static void note(SqliteJournal journal, String key) {
        var _ = journal.commit(unit -> {
            unit.put(NOTES, key, new JournalWorld.Note("a"));
            return true;
        });
    }

    @Test
    void aStopWhileTheMirrorIsMadeAnewLeavesTheKeysThatItIsStillUnder() throws Exception {
        int rows = 6_000;
        try (var journal = open(data, guards)) {
            await(() -> journal.keys().status().complete());
            for (int i = 0; i < rows / 200; i++) {
                var _ = journal.commit(unit -> {
                    for (int row = 0; row < 200; row++) {
                        var _ = unit.append(STAMP, fin());
                    }
                    return true;
                });
            }
            var _ = journal.keys().rotate();
            await(() -> journal.durability().mirror().equals("CATCHING_UP"));
        }
        open(data, guards).close();
        Files.delete(data.resolve("journal.db"));
        try (var journal = open(data, guards)) {
            var succession = new TakenDown();
            var _ = journal.recovery().orElseThrow().run(succession, () -> {});
            assertEquals(rows, succession.recovered(Lane.FIN).size());
        }
    }

    @ParameterizedTest
    @CsvSource({"1,true,7", "0,true,7", "0,false,7", "1,false,0"})
    void aDataKeyThatWasChangedInTheFileStopsNoStart(int number, boolean mirrored, int back) {
        if (!mirrored) {
            guards = unmirrored();
        }
        try (var journal = open(data, guards)) {
            fill(journal, 7);
            note(journal, "a name");
        }
        try (var sql = Sql.writer(data.resolve("journal.db"))) {
            sql.script("update data_key_wrap set wrapped = zeroblob(61) where number = " + number);
        }
        try (var journal = open(data, guards)) {
            var recovery = journal.recovery().orElseThrow();
            assertEquals("damaged", recovery.cause());
            var startedOver = new AtomicInteger();
            var succession = new TakenDown();
            var report = recovery.run(succession, startedOver::incrementAndGet);
            assertEquals(LongStream.rangeClosed(1, back).boxed().toList(), succession.recovered(Lane.FIN));
            assertEquals(7 - back, report.lanes().getFirst().lost());
            assertEquals(mirrored ? 0 : 1, startedOver.get(), "records that nobody finds are made anew");
            assertEquals(mirrored ? 1 : 0, journal.read(view -> view.all(NOTES)).size());
        }
    }

    private Safeguards unmirrored() {
        return new Safeguards(null, null, guards.wholeCheck(), true, 35, 2L << 30, guards.failpoints());
    }
}
