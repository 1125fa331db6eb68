package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.STAMP;
import static io.tillpost.edge.journal.sqlite.JournalWorld.finOfLength;
import static io.tillpost.edge.journal.sqlite.JournalWorld.mirrored;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.edge.BoxJava;
import io.tillpost.edge.journal.sqlite.Recovery.OfLane;
import io.tillpost.protocol.journal.Lane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store that has not reached head office for weeks.
class LongBacklogTest {
    /// As many as a small store writes in some weeks, and more than a small heap holds at once.
    private static final int ROWS = 12_000;
    private static final int ROWS_PER_COMMIT = 500;
    /// An event of a sale with its envelope is about this long.
    private static final int EVENT_CHARS = 1_000;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void itStartsInTheMemoryOfABoxWhateverWaitsAndAlsoAfterADamage() throws Exception {
        try (var journal = open(folder.resolve("data"), mirrored(folder.resolve("mirror")))) {
            for (int i = 0; i < ROWS / ROWS_PER_COMMIT; i++) {
                var _ = journal.commit(unit -> {
                    for (int row = 0; row < ROWS_PER_COMMIT; row++) {
                        var _ = unit.append(STAMP, finOfLength(EVENT_CHARS));
                    }
                    return true;
                });
            }
        }
        assertEquals("ends at " + ROWS, started());
        SqliteJournal.markDamaged(folder.resolve("data"), "test");
        assertEquals("recovered " + ROWS + ", lost 0", started(), "from the file and the mirror");
        Files.delete(folder.resolve("data/journal.db"));
        assertEquals("recovered " + ROWS + ", lost 0", started(), "from the mirror");
    }

    /// What an agent's start says that has the options of a box, and less memory than those allow for a large catalogue.
    private String started() throws Exception {
        return BoxJava.said(folder, List.of("-Xmx40m"), Box.class);
    }

    /// Opens the journal and recovers it if it has to be.
    static final class Box {
        private Box() {}

        public static void main(String[] args) {
            Path folder = Path.of(args[0]);
            try (var journal = open(folder.resolve("data"), mirrored(folder.resolve("mirror")))) {
                var recovery = journal.recovery();
                if (recovery.isEmpty()) {
                    System.out.println("ends at " + journal.outbox().head(Lane.FIN).lastSeq());
                    return;
                }
                OfLane fin = recovery.get()
                        .run(journal.succession(), () -> {})
                        .lanes()
                        .stream()
                        .filter(lane -> lane.journal().lane() == Lane.FIN)
                        .findFirst()
                        .orElseThrow();
                System.out.println("recovered " + fin.recovered() + ", lost " + fin.lost());
            }
        }
    }
}
