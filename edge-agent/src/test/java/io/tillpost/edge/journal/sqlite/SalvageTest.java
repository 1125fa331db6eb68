package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.NOTES;
import static io.tillpost.edge.journal.sqlite.JournalWorld.STAMP;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;
import static io.tillpost.edge.journal.sqlite.JournalWorld.tamper;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.edge.journal.Succession.Order;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a damaged file still has is taken from it, wherever it lies.
class SalvageTest {
    @TempDir
    private Path folder = Path.of("");
    private Path data = Path.of("");

    @BeforeEach
    void place() {
        data = folder.resolve("data");
    }

    @Test
    void recordsAreMadeAnewFromSealedJournalsToo() {
        var sold = new ArrayList<SaleId>();
        try (var journal = open(data, Safeguards.mending())) {
            sell(journal, 6, sold);
            StoredEvent fourth = journal.archive().events(Lane.FIN, 4, 1).getFirst();
            acknowledge(journal, 4);
            var _ = journal.succession().fork(new Order(fourth.journal(), 2,
                    new Parent(fourth.journal().journalId(), 4, fourth.hash()), 4, List.of(), List.of(),
                    "histories-differ", true));
            // The fifth and the sixth stand in it again.
            sell(journal, 2, sold);
            acknowledge(journal, 3);
            var _ = journal.commit(unit -> {
                unit.put(NOTES, "k", new JournalWorld.Note("lost"));
                return true;
            });
        }
        tamper(data, "update shelf set value = zeroblob(40) where shelf = '" + NOTES.name()
                + "'; update event_fin set hash = zeroblob(32) where seq = 4");
        var told = new ArrayList<SaleId>();
        try (var journal = open(data, Safeguards.mending())) {
            journal.rebuildWith((_, _, event) -> {
                if (event instanceof SaleStarted started) {
                    told.add(started.sale());
                }
            });
            var _ = journal.recovery().orElseThrow().run(journal.succession(), told::clear);
        }
        assertEquals(sold.subList(0, 7), told, "all but the one that was changed");
    }

    private static void sell(SqliteJournal journal, int sales, List<SaleId> sold) {
        for (int i = 0; i < sales; i++) {
            var sale = new SaleId(UUID.randomUUID());
            var _ = journal.commit(unit -> unit.append(STAMP, new SaleStarted(sale)));
            sold.add(sale);
        }
    }

    private static void acknowledge(SqliteJournal journal, long seq) {
        var event = journal.archive().events(Lane.FIN, seq, 1).getFirst();
        var _ = journal.outbox().acknowledge(event.journal(), seq, event.hash());
    }
}
