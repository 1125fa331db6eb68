package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.NOTES;
import static io.tillpost.edge.journal.sqlite.JournalWorld.ORIGIN;
import static io.tillpost.edge.journal.sqlite.JournalWorld.STAMP;
import static io.tillpost.edge.journal.sqlite.JournalWorld.await;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.MasterKeySupply;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.RowSeal;
import io.tillpost.protocol.seal.Keyring;
import io.tillpost.protocol.seal.MasterKey;
import io.tillpost.protocol.seal.RotatingVault;
import io.tillpost.protocol.seal.WrongMasterKeyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The journal's file without its key says nothing, and its keys are exchanged while it is written.
class JournalAtRestTest {
    private static final String ARTICLE = "Darjeeling-First-Flush";
    private static final String PERSON = "note-of-anna";

    @TempDir
    private Path folder = Path.of("");
    private final AtomicInteger images = new AtomicInteger();

    @ParameterizedTest
    @EnumSource(Mode.class)
    void nothingOfWhatWasSoldOrBywhomStandsInTheFiles(Mode mode) throws IOException {
        var origin = new Origin(ORIGIN.tenant(), ORIGIN.legalEntity(), ORIGIN.store(), ORIGIN.agent(),
                ORIGIN.zone(), ORIGIN.softwareVersion(), mode);
        var stamp = new io.tillpost.edge.journal.Stamp("till-1", STAMP.actor(), null, mode,
                STAMP.businessDate(), null, STAMP.traceparent());
        try (var journal = open(folder, origin)) {
            for (int i = 0; i < 20; i++) {
                int number = i;
                var _ = journal.commit(unit -> {
                    unit.put(NOTES, PERSON + number, new JournalWorld.Note(ARTICLE));
                    return unit.append(stamp, new SaleAborted(new SaleId(UUID.randomUUID()), ARTICLE));
                });
            }
            assertTrue(stands("till_no_such") == 0 && stands("event_fin") > 0,
                    "the search finds what is there");
            assertEquals(0, stands(ARTICLE) + stands(PERSON) + stands("anna"));
            assertEquals(20, journal.read(view -> view.all(NOTES)).size());
        }
        assertEquals(0, stands(ARTICLE) + stands(PERSON) + stands("anna"), "after a clean stop");
    }

    @Test
    void recordsAreFoundByNameAndListedInTheOrderOfTheirNames() {
        try (var journal = open(folder)) {
            journal.commit(unit -> {
                for (String name : List.of("c", "a", "b")) {
                    unit.put(NOTES, name, new JournalWorld.Note(name));
                }
                unit.remove(NOTES, "b");
                return true;
            });
            assertEquals(List.of("a", "c"),
                    journal.read(view -> view.all(NOTES)).stream().map(JournalWorld.Note::text).toList());
            assertEquals("c", journal.read(view -> view.find(NOTES, "c")).orElseThrow().text());
            assertTrue(journal.read(view -> view.find(NOTES, "b")).isEmpty());
        }
    }

    @Test
    void twoRecordsThatWereSwappedAreNoticed() {
        try (var journal = open(folder)) {
            journal.commit(unit -> {
                unit.put(NOTES, "a", new JournalWorld.Note("a"));
                unit.put(NOTES, "b", new JournalWorld.Note("b"));
                return true;
            });
        }
        script(folder, """
                create table was as select * from shelf;
                update shelf set value = (select value from was where was.key <> shelf.key);
                drop table was""");
        try (var journal = open(folder)) {
            assertThrows(JournalDamagedException.class, () -> journal.read(view -> view.find(NOTES, "a")));
        }
    }

    @Test
    void theWrongMasterKeyIsToldWhichOneIsWantedAndChangesNothing() throws IOException {
        open(folder).close();
        byte[] before = Files.readAllBytes(folder.resolve("journal.db"));
        var other = MasterKey.fresh(TestKeys.RANDOM);
        var thrown = assertThrows(WrongMasterKeyException.class, () -> with(folder, _ -> other).close());
        assertTrue(String.valueOf(thrown.getMessage()).contains(TestKeys.MASTER.fingerprint()),
                thrown.getMessage());
        assertEquals(-1, java.util.Arrays.mismatch(before, Files.readAllBytes(folder.resolve("journal.db"))));
        open(folder).close();
    }

    @Test
    void whoHandsOutKeysIsToldWhichOnesOpenTheJournal() {
        var asked = new ArrayList<Set<String>>();
        MasterKeySupply supply = wanted -> {
            asked.add(wanted);
            return TestKeys.MASTER;
        };
        with(folder, supply).close();
        with(folder, supply).close();
        assertEquals(List.of(Set.of(), Set.of(TestKeys.MASTER.fingerprint())), asked);
    }

    @Test
    void aCrashAtAnyMomentOfARotationLosesNothing() throws IOException {
        try (var journal = open(folder.resolve("a"))) {
            fill(journal, 400);
            assertEquals(2, journal.keys().rotate());
            List<Path> crashed = new ArrayList<>();
            do {
                crashed.add(image(journal, folder.resolve("a")));
            } while (!journal.keys().status().complete());
            crashed.add(image(journal, folder.resolve("a")));
            assertEquals(List.of(2), journal.keys().status().dataKeys());
            assertTrue(crashed.size() > 2, crashed.size() + " images");
            // Some of them, spread over the whole rotation, and the last one.
            for (int i = crashed.size() - 1; i >= 0; i -= Math.max(1, crashed.size() / 8)) {
                Path one = crashed.get(i);
                try (var again = open(one)) {
                    assertEquals(new ChainCheck.Intact(1, 400), again.archive().verify(Lane.FIN));
                    assertEquals(400, again.read(view -> view.all(NOTES)).size());
                    await(() -> again.keys().status().complete());
                    assertEquals(List.of(2), again.keys().status().dataKeys());
                    assertEquals(new ChainCheck.Intact(1, 400), again.archive().verify(Lane.FIN));
                }
            }
        }
    }

    @Test
    void salesGoOnWhileKeysAreExchanged() throws Exception {
        try (var journal = open(folder)) {
            fill(journal, 1_000);
            var selling = new AtomicBoolean(true);
            var sold = new AtomicInteger(1_000);
            var till = Thread.ofPlatform().start(() -> {
                while (selling.get()) {
                    fill(journal, 1);
                    sold.incrementAndGet();
                }
            });
            for (int i = 0; i < 3; i++) {
                int before = sold.get();
                int key = journal.keys().rotate();
                await(() -> journal.keys().status().complete() && sold.get() > before);
                assertEquals(List.of(key), journal.keys().status().dataKeys());
            }
            selling.set(false);
            till.join();
            assertEquals(new ChainCheck.Intact(1, sold.get()), journal.archive().verify(Lane.FIN));
        }
        try (var journal = open(folder)) {
            assertEquals(List.of(4), journal.keys().status().dataKeys());
        }
    }

    @Test
    void theMasterKeyIsExchangedAndEveryCrashOpensWithOneThatSomebodyHas() throws IOException {
        var next = MasterKey.fresh(TestKeys.RANDOM);
        Path both;
        Path retired;
        try (var journal = open(folder.resolve("a"))) {
            fill(journal, 3);
            journal.keys().addMaster(next);
            both = image(journal, folder.resolve("a"));
            assertThrows(IllegalStateException.class, () -> journal.keys().rotate(), "two master keys");
            assertThrows(WrongMasterKeyException.class,
                    () -> journal.keys().retireOthers(MasterKey.fresh(TestKeys.RANDOM)));
            assertEquals(Set.of(TestKeys.MASTER.fingerprint()), journal.keys().retireOthers(next));
            retired = image(journal, folder.resolve("a"));
            assertEquals(2, journal.keys().rotate());
            fill(journal, 1);
        }
        with(both, _ -> next).close();
        with(both, TestKeys.KEYS).close();
        with(retired, _ -> next).close();
        assertThrows(WrongMasterKeyException.class, () -> with(retired, TestKeys.KEYS).close());
        try (var journal = with(folder.resolve("a"), _ -> next)) {
            assertEquals(new ChainCheck.Intact(1, 4), journal.archive().verify(Lane.FIN));
        }
    }

    @Test
    void aFileOfTheEarlierVersionIsReadAndSealedBetweenSales() throws IOException {
        try (var journal = open(folder)) {
            fill(journal, 300);
        }
        backToTheEarlierVersion();
        assertTrue(stands(ARTICLE) > 0 && stands(PERSON) > 0);
        Path half;
        try (var journal = open(folder)) {
            half = image(journal, folder);
            fill(journal, 5);
            await(() -> journal.keys().status().complete());
            assertEquals(new ChainCheck.Intact(1, 305), journal.archive().verify(Lane.FIN));
            assertEquals(305, journal.read(view -> view.all(NOTES)).size());
            await(() -> contents(ARTICLE) + contents(PERSON) == 0);
        }
        assertEquals(0, stands(ARTICLE) + stands(PERSON) + stands("anna"));
        try (var journal = open(half)) {
            await(() -> journal.keys().status().complete());
            assertEquals(new ChainCheck.Intact(1, 300), journal.archive().verify(Lane.FIN));
        }
    }

    @Test
    void aRowInClearIsRefusedOnceEverythingIsSealed() {
        StoredEvent first;
        try (var journal = open(folder)) {
            fill(journal, 2);
            first = journal.archive().events(Lane.FIN, 1, 1).getFirst();
        }
        try (var sql = Sql.writer(folder.resolve("journal.db"))) {
            sql.update("update event_fin set metadata = ?, body = ?, body_key = null where seq = 1",
                    first.row().metadata(), first.row().body());
        }
        try (var journal = open(folder)) {
            assertTrue(journal.archive().verify(Lane.FIN) instanceof ChainCheck.Broken(long seq, _)
                    && seq == 1);
        }
    }

    @Test
    void aWornKeyIsReplacedAndEverySealIsWrittenDownBefore() {
        try (var journal = open(folder)) {
            assertEquals(RotatingVault.GRANT, journal.keys().status().sealedAtMost());
            fill(journal, 1);
        }
        script(folder, "update data_key set reserved = " + RotatingVault.WORN_SEALS + " where number = 1");
        try (var journal = open(folder)) {
            await(() -> journal.keys().status().sealing() == 2);
            await(() -> journal.keys().status().complete());
            assertEquals(List.of(2), journal.keys().status().dataKeys());
        }
    }

    private void fill(SqliteJournal journal, int events) {
        for (int i = 0; i < events; i++) {
            var _ = journal.commit(unit -> {
                unit.put(NOTES, PERSON + UUID.randomUUID(), new JournalWorld.Note(ARTICLE));
                return unit.append(STAMP, new SaleAborted(new SaleId(UUID.randomUUID()), ARTICLE));
            });
        }
    }

    private static SqliteJournal with(Path folder, MasterKeySupply keys) {
        return SqliteJournal.open(folder, ORIGIN, JournalWorld.CLOCK, UUID::randomUUID, () -> 42L, keys,
                TestKeys.RANDOM);
    }

    /// What a kill at this moment leaves: nothing is written meanwhile, for this is the writer's own thread.
    private Path image(SqliteJournal journal, Path from) throws IOException {
        Path to = Files.createDirectories(folder.resolve("image-" + images.incrementAndGet()));
        IOException failed = journal.commit(_ -> {
            try {
                for (String name : List.of("journal.db", "journal.db-wal")) {
                    Files.copy(from.resolve(name), to.resolve(name));
                }
                return new IOException("none");
            } catch (IOException e) {
                return e;
            }
        });
        assertEquals("none", failed.getMessage());
        return to;
    }

    @Test
    void whatAnAgentOfBeforeSealedWithAesIsReadAndWhatComesIsSealedOtherwise() {
        List<StoredEvent> events;
        try (var journal = open(folder)) {
            JournalWorld.fill(journal, 5);
            journal.commit(unit -> {
                unit.put(NOTES, PERSON, new JournalWorld.Note(ARTICLE));
                return true;
            });
            events = journal.archive().events(Lane.FIN, 1, 10);
        }
        backToAes(events);
        try (var journal = open(folder)) {
            assertEquals(events, journal.archive().events(Lane.FIN, 1, 10));
            assertEquals(ARTICLE, journal.read(view -> view.find(NOTES, PERSON)).orElseThrow().text());
            JournalWorld.fill(journal, 1);
        }
        try (var sql = Sql.reader(folder.resolve("journal.db"))) {
            assertEquals(List.of(1L, 1L, 1L, 1L, 1L, 2L), sql.list(
                    "select cast(hex(substr(body, 1, 1)) as integer) from event_fin order by seq",
                    row -> row.getLong(1)));
            assertEquals(List.of(4L), sql.pragma("user_version"), "an agent of before does not touch it");
        }
    }

    private void backToAes(List<StoredEvent> events) {
        MasterKey master = TestKeys.KEYS.masterKey(Set.of());
        try (var sql = Sql.writer(folder.resolve("journal.db"))) {
            Keyring ring = Keyring.open(KeyTable.wrapped(sql), master);
            var aes = ring.vault(ring.newest(), TestKeys.RANDOM);
            for (StoredEvent event : events) {
                var _ = sql.update("update event_fin set body = ? where seq = ?",
                        new RowSeal(ORIGIN.store(), event.journal()).seal(aes, event.row()),
                        event.row().seq());
            }
            for (var one : sql.list("select shelf, key, value from shelf",
                    row -> new String[]{row.getString(1), row.getString(2),
                        HexFormat.of().formatHex(row.getBytes(3))})) {
                byte[] place = ("tillpost/record/1/" + ORIGIN.store() + "/" + one[0] + "/" + one[1])
                        .getBytes(StandardCharsets.UTF_8);
                byte[] plain = aes.open(HexFormat.of().parseHex(one[2]), place);
                var _ = sql.update("update shelf set value = ? where shelf = ? and key = ?",
                        aes.seal(plain, place), one[0], one[1]);
            }
        }
        script(folder, "pragma user_version = 3");
    }

    private void backToTheEarlierVersion() {
        List<StoredEvent> events;
        try (var journal = open(folder)) {
            events = journal.archive().events(Lane.FIN, 1, 1_000);
        }
        try (var sql = Sql.writer(folder.resolve("journal.db"))) {
            for (StoredEvent event : events) {
                var _ = sql.update("update event_fin set metadata = ?, body = ? where seq = ?",
                        event.row().metadata(), event.row().body(), event.row().seq());
            }
            var _ = sql.update("delete from shelf");
            for (int i = 0; i < events.size(); i++) {
                var _ = sql.update("insert into shelf (shelf, key, value) values ('notes', ?, ?)", PERSON + i,
                        ("{\"text\":\"" + ARTICLE + "\"}").getBytes(StandardCharsets.UTF_8));
            }
        }
        script(folder, SchemaHistory.FROM_3_TO_2 + """
                alter table event_fin drop column body_key; alter table event_ops drop column body_key;
                alter table event_tel drop column body_key; alter table shelf drop column value_key;
                alter table run drop column clear_left; drop table data_key_wrap; drop table data_key;
                pragma user_version = 1""");
    }

    private static void script(Path folder, String script) {
        try (var sql = Sql.writer(folder.resolve("journal.db"))) {
            sql.script(script);
        }
    }

    /// In how many of the journal's files that stands.
    private long stands(String text) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("journal.db"))
                    .filter(file -> contains(file, text))
                    .count();
        }
    }

    private long contents(String text) {
        try {
            return stands(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
