package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.NOTES;
import static io.tillpost.edge.journal.sqlite.JournalWorld.STAMP;
import static io.tillpost.edge.journal.sqlite.JournalWorld.finOfLength;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;
import static io.tillpost.edge.journal.sqlite.JournalWorld.tamper;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.edge.journal.Succession.Order;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a damaged file still has is taken from it, wherever it lies.
class SalvageTest {
    private static final int PAGE = 4_096;
    /// The first byte of a page with rows of a table (https://sqlite.org/fileformat2.html, 1.6).
    private static final byte TABLE_LEAF = 0x0d;

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

    @Test
    void aPageThatCannotBeReadHidesNoRowBehindIt() throws IOException {
        appendSixHundred();
        tamper(data, "update run set stopped_cleanly = 0");
        wipe(100);
        try (var journal = open(data, Safeguards.mending())) {
            var succession = new TakenDown();
            var report = journal.recovery().orElseThrow().run(succession, () -> {});
            List<Long> taken = succession.recovered(Lane.FIN);
            assertTrue(taken.size() > 580, taken.toString());
            assertEquals(600 - taken.size(), report.lanes().getFirst().lost());
        }
    }

    private void appendSixHundred() {
        try (var journal = open(data, Safeguards.mending())) {
            var _ = journal.commit(unit -> {
                for (int i = 0; i < 600; i++) {
                    var _ = unit.append(STAMP, finOfLength(500));
                }
                return true;
            });
        }
    }

    @Test
    void rowsBehindALongStretchThatCannotBeReadAreTakenAndWhatIsLostIsCounted() throws IOException {
        appendSixHundred();
        wipe(LongStream.concat(LongStream.rangeClosed(1, 250), LongStream.of(600)).toArray());
        try (var journal = open(data, Safeguards.mending())) {
            var succession = new TakenDown();
            var report = journal.recovery().orElseThrow().run(succession, () -> {});
            List<Long> taken = succession.recovered(Lane.FIN);
            assertTrue(taken.containsAll(LongStream.rangeClosed(270, 580).boxed().toList()),
                    taken.toString());
            assertEquals(600 - taken.size(), report.lanes().getFirst().lost());
        }
    }

    /// Overwrites the pages that these rows lie in; the index of their ids stays.
    private void wipe(long... seqs) throws IOException {
        Path database = data.resolve("journal.db");
        var ids = new ArrayList<byte[]>();
        try (var sql = Sql.readOnly(database)) {
            for (long seq : seqs) {
                ids.add(sql.one("select event_id from event_fin where seq = ?", row -> row.getBytes(1), seq)
                        .orElseThrow());
            }
        }
        byte[] bytes = Files.readAllBytes(database);
        for (int page = PAGE; page < bytes.length; page += PAGE) {
            int at = page;
            if (bytes[page] == TABLE_LEAF && ids.stream().anyMatch(id -> holds(bytes, at, id))) {
                Arrays.fill(bytes, page, page + PAGE, (byte) 0xff);
            }
        }
        Files.write(database, bytes);
    }

    private static boolean holds(byte[] bytes, int page, byte[] id) {
        for (int at = page; at <= page + PAGE - id.length; at++) {
            if (Arrays.equals(bytes, at, at + id.length, id, 0, id.length)) {
                return true;
            }
        }
        return false;
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
