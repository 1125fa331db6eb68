package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.NOTES;
import static io.tillpost.edge.journal.sqlite.JournalWorld.STAMP;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fill;
import static io.tillpost.edge.journal.sqlite.JournalWorld.finOfLength;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;
import static io.tillpost.edge.journal.sqlite.JournalWorld.tamper;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.protocol.journal.Lane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalDamageTest {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);

    @TempDir
    Path folder;

    @Test
    void whatWasAnsweredSurvivesAKillAndTheRestIsCheckedAtTheStart() throws IOException {
        Path image;
        try (var journal = open(folder.resolve("a"))) {
            fill(journal, 30);
            image = copyOf(folder.resolve("a"), folder.resolve("b"));
        }
        try (var journal = open(image)) {
            assertEquals(30, journal.outbox().head(Lane.FIN).lastSeq());
            assertEquals(new ChainCheck.Intact(1, 30), journal.archive().verify(Lane.FIN));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"update event_fin set body = cast('{}' as blob) where seq = 2",
        "update event_fin set metadata = cast('{}' as blob) where seq = 2",
        "update event_fin set type = 'X' where seq = 2",
        "update event_fin set body_key = null where seq = 2",
        "update event_fin set body_key = 7 where seq = 2",
        "update event_fin set body_key = null, metadata = cast('{}' as blob), body = cast('{}' as blob) where seq = 2",
        "update event_fin set body = (select body from event_fin where seq = 3) where seq = 2",
        "update event_fin set hash = zeroblob(32) where seq = 2",
        "update event_fin set prev = zeroblob(32) where seq = 2",
        "delete from event_fin where seq = 2", "update event_fin set seq = 9 where seq = 3"})
    void aChangedRowIsFoundAtTheStartAfterAKill(String tampering) throws IOException {
        Path image;
        try (var journal = open(folder.resolve("a"))) {
            fill(journal, 3);
            image = copyOf(folder.resolve("a"), folder.resolve("b"));
        }
        tamper(image, tampering);
        var thrown = assertThrows(JournalDamagedException.class, () -> open(image).close());
        assertTrue(String.valueOf(thrown.getMessage()).startsWith("journal fin row "), thrown.getMessage());
    }

    @Test
    void aRowChangedWhileTheAgentWasStoppedStopsItSoonAfterTheStart() {
        try (var journal = open(folder)) {
            fill(journal, 5);
        }
        tamper(folder, "update event_fin set body = cast('{}' as blob) where seq = 2");
        try (var journal = open(folder)) {
            String why = refusalOf(journal);
            assertTrue(why.startsWith("journal fin row 2"), why);
            assertInstanceOf(ChainCheck.Broken.class, journal.archive().verify(Lane.FIN));
            assertEquals(3, journal.archive().events(Lane.FIN, 3, 10).size(),
                    "reading of the others goes on");
            assertThrows(JournalDamagedException.class, () -> journal.archive().events(Lane.FIN, 2, 1));
        }
    }

    @Test
    void aMissingTailThatHeadOfficeHasIsFound() {
        try (var journal = open(folder)) {
            fill(journal, 3);
            var head = journal.outbox().head(Lane.FIN);
            var _ = journal.outbox().acknowledge(head.journal(), 3, head.headHash());
        }
        tamper(folder, "delete from event_fin where seq = 3");
        var thrown = assertThrows(JournalDamagedException.class, () -> open(folder).close());
        assertTrue(String.valueOf(thrown.getMessage()).contains("head office acknowledged row 3"),
                thrown.getMessage());
    }

    @Test
    void aForgedOwnerIsFound() {
        open(folder).close();
        tamper(folder, "update journal set journal_id = zeroblob(16) where lane = 'fin'");
        assertThrows(JournalDamagedException.class, () -> open(folder).close());
    }

    @Test
    void aFileThatIsNoDatabaseIsLeftAsItIs() throws IOException {
        open(folder).close();
        Files.writeString(folder.resolve("journal.db"),
                "this is not a database, however long it may be".repeat(100));
        byte[] before = Files.readAllBytes(folder.resolve("journal.db"));
        assertThrows(JournalDamagedException.class, () -> open(folder).close());
        assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(folder.resolve("journal.db"))));
    }

    @Test
    void aJournalOfANewerAgentIsRefused() {
        open(folder).close();
        tamper(folder, "pragma user_version = 99");
        var thrown = assertThrows(JournalDamagedException.class, () -> open(folder).close());
        assertTrue(String.valueOf(thrown.getMessage()).contains("schema version 99"), thrown.getMessage());
    }

    @Test
    void aTornTailOfTheLogLosesNothingThatWasAnswered() throws IOException {
        Path image;
        try (var journal = open(folder.resolve("a"))) {
            fill(journal, 10);
            image = copyOf(folder.resolve("a"), folder.resolve("b"));
        }
        Files.write(image.resolve("journal.db-wal"), new byte[5_000], StandardOpenOption.APPEND);
        try (var journal = open(image)) {
            assertEquals(new ChainCheck.Intact(1, 10), journal.archive().verify(Lane.FIN));
        }
    }

    @Test
    void aWriteLockHeldByAnotherProgramRefusesAndLaterWorks() {
        try (var journal = open(folder); var other = Sql.writer(folder.resolve("journal.db"))) {
            other.run("begin immediate");
            var thrown = assertThrows(JournalRefusedException.class, () -> fill(journal, 1));
            assertEquals(JournalRefusedException.Reason.BUSY, thrown.reason());
            other.run("rollback");
            fill(journal, 1);
            assertEquals(new ChainCheck.Intact(1, 1), journal.archive().verify(Lane.FIN));
        }
    }

    @Test
    void aFullDiskRefusesBeforeAnythingIsAcceptedAndWorksAgainWhenThereIsRoom() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString()),
                "skipped: no right to mount a small disk");
        try {
            fillTheDisk(disk);
        } finally {
            assertTrue(run("umount", disk.toString()), "umount " + disk);
        }
    }

    private static void fillTheDisk(Path disk) throws IOException {
        try (var journal = open(disk.resolve("journal"))) {
            fill(journal, 3);
            byte[] ballast = new byte[700 << 10];
            Files.write(disk.resolve("ballast"), ballast);
            long accepted = 3;
            JournalRefusedException refused = null;
            while (refused == null) {
                try {
                    var _ = journal.commit(unit -> unit.append(STAMP, finOfLength(50_000)));
                    accepted++;
                } catch (JournalRefusedException e) {
                    refused = e;
                }
            }
            assertEquals(JournalRefusedException.Reason.DISK_FULL, refused.reason());
            assertThrows(JournalRefusedException.class,
                    () -> journal.commit(unit -> unit.append(STAMP, finOfLength(50_000))));
            assertEquals(accepted, journal.outbox().head(Lane.FIN).lastSeq());
            Files.delete(disk.resolve("ballast"));
            fill(journal, 1);
            assertEquals(new ChainCheck.Intact(1, accepted + 1), journal.archive().verify(Lane.FIN));
        }
        try (var journal = open(disk.resolve("journal"))) {
            assertInstanceOf(ChainCheck.Intact.class, journal.archive().verify(Lane.FIN));
        }
    }

    @Test
    void anErrorThatSqliteCannotExplainStopsTheJournalForGood() {
        try (var journal = open(folder)) {
            fill(journal, 1);
            // A table that vanished under the writer stands for every failure that nobody thought of.
            tamper(folder, "alter table shelf rename to stolen");
            assertThrows(JournalClosedException.class, () -> journal.commit(unit -> {
                unit.put(NOTES, "k", new JournalWorld.Note("a"));
                return true;
            }));
            tamper(folder, "alter table stolen rename to shelf");
            assertThrows(JournalClosedException.class, () -> fill(journal, 1));
        }
    }

    /// The background check needs a moment; waits for it to speak.
    private static String refusalOf(SqliteJournal journal) {
        long until = System.nanoTime() + DEADLINE_NANOS;
        while (System.nanoTime() < until) {
            try {
                var _ = journal.commit(unit -> unit.find(NOTES, "k").isPresent());
            } catch (JournalClosedException e) {
                return String.valueOf(e.getMessage());
            }
        }
        throw new AssertionError("not stopped within 10 s");
    }

    private static Path copyOf(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String name : new String[]{"journal.db", "journal.db-wal"}) {
            Files.copy(from.resolve(name), to.resolve(name));
        }
        return to;
    }

    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
