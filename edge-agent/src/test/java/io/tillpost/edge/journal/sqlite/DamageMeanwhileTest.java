package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.NOTES;
import static io.tillpost.edge.journal.sqlite.JournalWorld.STAMP;
import static io.tillpost.edge.journal.sqlite.JournalWorld.await;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fill;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fin;
import static io.tillpost.edge.journal.sqlite.JournalWorld.mirrored;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;
import static io.tillpost.edge.journal.sqlite.JournalWorld.tamper;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.mirror.MirrorFolder;
import io.tillpost.protocol.journal.Lane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damage that somebody finds while the writer is in the middle of something.
class DamageMeanwhileTest {
    @TempDir
    private Path folder = Path.of("");
    private Path data = Path.of("");
    private Safeguards guards = Safeguards.NONE;
    private List<Integer> keysWhenFound = List.of();

    @BeforeEach
    void place() {
        data = folder.resolve("data");
        guards = mirrored(folder.resolve("mirror"));
    }

    @Test
    void whoeverWaitsWhileAnotherThreadFindsDamageIsToldNoAndWhatWasCommittedIsThereAsAWhole()
            throws Exception {
        foundDamagedAt("journal.after-mirror", journal -> {
            var _ = journal.commit(unit -> {
                unit.put(NOTES, "paid", new JournalWorld.Note("a"));
                return List.of(unit.next("receipts"), unit.append(STAMP, fin()));
            });
        });
        try (var again = open(data, guards)) {
            var _ = again.recovery().orElseThrow().run(again.succession(), () -> {});
            assertEquals(1, again.read(view -> view.all(NOTES)).size(), "the record");
            assertEquals(6, again.outbox().head(Lane.FIN).lastSeq(), "and its event");
            assertEquals(2L, again.<Long>commit(unit -> unit.next("receipts")));
        }
    }

    @Test
    void whatOnlyTheMirrorHasAndNobodyWasToldOfStaysOut() throws Exception {
        foundDamagedAt("journal.after-mirror", journal -> fill(journal, 1));
        Files.delete(data.resolve("journal.db"));
        try (var again = open(data, guards)) {
            var succession = new TakenDown();
            var _ = again.recovery().orElseThrow().run(succession, () -> {});
            assertEquals(LongStream.rangeClosed(1, 5).boxed().toList(), succession.recovered(Lane.FIN));
        }
    }

    @Test
    void aMirrorIsToldNothingOfAFileThatIsFoundDamagedMeanwhile() throws Exception {
        foundDamagedAt("journal.nudged", journal -> journal.keys().rotate());
        assertEquals(keysWhenFound, keysInTheMirror(), "the new key is not told from then on");
    }

    private List<Integer> keysInTheMirror() {
        try {
            return new MirrorFolder(folder.resolve("mirror")).note()
                    .orElseThrow()
                    .wrapped()
                    .stream()
                    .map(key -> key.number())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Somebody who reads finds damage when the writer is at that point of what is being done.
    private void foundDamagedAt(String point, Consumer<SqliteJournal> what) throws Exception {
        var journal = new AtomicReference<@Nullable SqliteJournal>();
        var watched = guards.with(name -> {
            SqliteJournal now = journal.getAndUpdate(any -> name.equals(point) ? null : any);
            if (name.equals(point) && now != null) {
                tamper(data, "alter table shelf rename to stolen");
                var reader = new Thread(() -> assertThrows(RuntimeException.class,
                        () -> now.read(view -> view.find(NOTES, "k"))));
                reader.start();
                assertTrue(joined(reader));
                keysWhenFound = keysInTheMirror();
            }
        });
        try (var opened = open(data, watched)) {
            fill(opened, 5);
            await(() -> opened.keys().status().complete() && opened.durability().mirror().equals("IN_STEP"));
            journal.set(opened);
            assertThrows(JournalClosedException.class, () -> what.accept(opened));
            tamper(data, "alter table stolen rename to shelf");
        }
    }

    private static boolean joined(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
