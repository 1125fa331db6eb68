package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.NOTES;
import static io.tillpost.edge.journal.sqlite.JournalWorld.STAMP;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fill;
import static io.tillpost.edge.journal.sqlite.JournalWorld.mirrored;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;
import static io.tillpost.edge.journal.sqlite.JournalWorld.ops;
import static io.tillpost.edge.journal.sqlite.JournalWorld.tamper;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file that was put in a damaged one's place is damaged, too, before what the first one held was taken over.
class SecondDamageTest {
    @TempDir
    private Path folder = Path.of("");
    private Path data = Path.of("");
    private Safeguards guards = Safeguards.NONE;
    private UUID first = new UUID(0, 0);
    private UUID drawer = new UUID(0, 0);

    @BeforeEach
    void aRecoveryWaits() {
        data = folder.resolve("data");
        guards = mirrored(folder.resolve("mirror"));
        try (var journal = open(data, guards)) {
            first = journal.outbox().head(Lane.FIN).journal().journalId();
            fill(journal, 5);
            drawer = journal.commit(unit -> unit.append(STAMP, ops()));
            note(journal, "a", "of before");
        }
        tamper(data, "update event_fin set hash = zeroblob(32) where seq = 5");
    }

    @Test
    void foundByWhoReadsItIsNotedAndBothFilesAreTakenFrom() {
        try (var journal = open(data, guards)) {
            assertEquals("damaged", journal.recovery().orElseThrow().cause());
            note(journal, "b", "between");
            breakRecord();
            assertThrows(JournalDamagedException.class, () -> journal.read(view -> view.all(NOTES)));
        }
        try (var journal = open(data, guards)) {
            bothAreTakenFrom(journal);
        }
    }

    @Test
    void foundAtTheStartIsNotedAndBothFilesAreTakenFrom() throws IOException {
        open(data, guards).close();
        Files.writeString(data.resolve("journal.db"), "this is no database. ".repeat(1_000));
        try (var journal = open(data, guards)) {
            assertEquals("of before",
                    journal.read(view -> view.find(NOTES, "a")).orElseThrow().text());
            bothAreTakenFrom(journal);
        }
    }

    @Test
    void whereTheFirstFileIsGoneTheOneInItsPlaceIsNotTakenForIt() throws IOException {
        Files.delete(data.resolve("journal.db"));
        for (int i = 0; i < 2; i++) {
            open(data, guards).close();
            SqliteJournal.markDamaged(data, "test");
        }
        try (var journal = open(data, guards)) {
            var succession = new TakenDown();
            var report = journal.recovery().orElseThrow().run(succession, () -> {});
            assertEquals(2, report.asides().size());
            Parent parent = Objects.requireNonNull(succession.of(Lane.FIN).parent());
            assertEquals(first, parent.journalId(), "the one that head office knows");
            assertEquals(5, succession.of(Lane.FIN).recovered().size(), "from the mirror");
        }
    }

    @Test
    void aBackupThatIsDamagedInPlaceDoesNotHideTheFileThatItReplaced() throws IOException {
        var backup = new JournalBackup(data, JournalWorld.ORIGIN, JournalWorld.CLOCK, null);
        Path file = folder.resolve("journal.tpbackup");
        try (var journal = open(data, guards)) {
            var _ = journal.recovery().orElseThrow().run(journal.succession(), () -> {});
            var _ = backup.write(file, TestKeys.KEYS,
                    TestKeys.RANDOM);
            first = journal.outbox().head(Lane.FIN).journal().journalId();
            drawer = journal.commit(unit -> unit.append(STAMP, ops()));
        }
        var _ = backup.restore(file, UUID::randomUUID, TestKeys.KEYS,
                TestKeys.RANDOM);
        Files.writeString(data.resolve("journal.db"), "this is no database. ".repeat(1_000));
        try (var journal = open(data, guards)) {
            bothAreTakenFrom(journal);
        }
    }

    private void bothAreTakenFrom(SqliteJournal journal) {
        var recovery = journal.recovery().orElseThrow();
        assertEquals("damaged", recovery.cause());
        assertTrue(recovery.evidence().contains("; then: "), recovery.evidence());
        var succession = new TakenDown();
        var startedOver = new AtomicInteger();
        var report = recovery.run(succession, startedOver::incrementAndGet);
        assertEquals(1, startedOver.get(), "records are made anew");
        assertEquals(5, succession.of(Lane.FIN).recovered().stream().distinct().count());
        assertTrue(succession.of(Lane.OPS).recovered().stream()
                .anyMatch(row -> row.eventId().equals(drawer)), "from the first file");
        Parent parent = Objects.requireNonNull(succession.of(Lane.FIN).parent());
        assertEquals(first, parent.journalId(), "the one that head office knows");
        assertTrue(report.inWords().contains("the files of before are in "), report.inWords());
        assertTrue(!Files.exists(data.resolve("journal.recovery")));
        assertEquals(List.of(), report.lanes().stream().filter(lane -> lane.parent() == null).toList());
    }

    private void breakRecord() {
        tamper(data,
                "update shelf set value = zeroblob(length(value)) where key = (select min(key) from shelf)");
    }

    private static void note(SqliteJournal journal, String key, String text) {
        var _ = journal.commit(unit -> {
            unit.put(NOTES, key, new JournalWorld.Note(text));
            return true;
        });
    }
}
