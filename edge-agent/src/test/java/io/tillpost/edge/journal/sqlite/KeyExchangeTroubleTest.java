package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.ORIGIN;
import static io.tillpost.edge.journal.sqlite.JournalWorld.STAMP;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fin;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.disk.DiskLimits;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
        guards = Safeguards.full(folder.resolve("mirror")).with((DiskLimits) null);
    }

    @Test
    void aRotationThatWasRefusedHalfWayIsFinishedWithTheKeyThatLiesInTheFile() throws Exception {
        var busyAt = new AtomicInteger(-1);
        var next = MasterKey.fresh(TestKeys.RANDOM);
        try (var journal = open(data, guards.with(point -> busyAt(busyAt, point)))) {
            fill(journal, 3);
            await(() -> journal.keys().status().complete());
            // The first commit adds the key, the next one tells the mirror of it.
            busyAt.set(2);
            assertThrows(JournalRefusedException.class, () -> journal.keys().rotate());
            assertEquals(2, journal.keys().rotate());
            await(() -> journal.keys().status().complete());
            fill(journal, 3);
            busyAt.set(2);
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

    private static void busyAt(AtomicInteger commits, String point) {
        if (point.equals("journal.before-commit") && commits.get() > 0 && commits.decrementAndGet() == 0) {
            SQLException busy = new SQLiteException("test", SQLiteErrorCode.SQLITE_BUSY);
            throw new SqliteFailure("commit", busy);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasSealedAfterABackupWithALaterKeyComesBackAllTheSame(boolean mirrored) throws Exception {
        if (!mirrored) {
            guards = new Safeguards(null, null, guards.wholeCheck(), true, 35, 2L << 30, guards.failpoints());
        }
        var backup = new JournalBackup(data, ORIGIN, JournalWorld.CLOCK);
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
    void aStopWhileTheMirrorIsMadeAnewLeavesTheKeysThatItIsStillUnder() throws Exception {
        int rows = 20_000;
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

    @Test
    void aDataKeyThatWasChangedInTheFileIsTakenFromTheMirror() throws IOException {
        try (var journal = open(data, guards)) {
            fill(journal, 7);
        }
        try (var sql = Sql.writer(data.resolve("journal.db"))) {
            sql.script("update data_key_wrap set wrapped = zeroblob(61) where number = 1");
        }
        try (var journal = open(data, guards)) {
            assertEquals("damaged", journal.recovery().orElseThrow().cause());
            var succession = new TakenDown();
            var _ = journal.recovery().orElseThrow().run(succession, () -> {});
            assertEquals(LongStream.rangeClosed(1, 7).boxed().toList(), succession.recovered(Lane.FIN));
        }
    }

    private static void await(Awaited condition) throws InterruptedException {
        long until = System.nanoTime() + 60_000_000_000L;
        while (!condition.isMet()) {
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("it did not come about");
            }
            Thread.onSpinWait();
        }
    }

    private interface Awaited {
        boolean isMet();
    }

    private static void fill(SqliteJournal journal, int events) {
        for (int i = 0; i < events; i++) {
            var _ = journal.commit(unit -> unit.append(STAMP, fin()));
        }
    }
}
