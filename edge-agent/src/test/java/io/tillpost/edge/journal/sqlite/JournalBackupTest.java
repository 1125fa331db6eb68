package io.tillpost.edge.journal.sqlite;

import static io.tillpost.edge.journal.sqlite.JournalWorld.ORIGIN;
import static io.tillpost.edge.journal.sqlite.JournalWorld.fill;
import static io.tillpost.edge.journal.sqlite.JournalWorld.mirrored;
import static io.tillpost.edge.journal.sqlite.JournalWorld.open;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.MasterKey;
import io.tillpost.protocol.seal.WrongMasterKeyException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Copies of a journal: taken while it is written, put back while it is not.
class JournalBackupTest {
    private static final IdSource IDS = UUID::randomUUID;

    @TempDir
    private Path folder = Path.of("");
    private Path data = Path.of("");
    private Path file = Path.of("");
    private final List<Long> heard = new ArrayList<>();
    private Safeguards guards = Safeguards.NONE;

    @BeforeEach
    void place() {
        data = folder.resolve("data");
        file = folder.resolve("backup.tpbackup");
        guards = mirrored(folder.resolve("mirror"));
    }

    @Test
    void aBackupThatIsTakenWhileEightTillsSellIsOneCommittedState() throws Exception {
        try (var journal = open(data, guards); var tills = Executors.newFixedThreadPool(8)) {
            fill(journal, 20);
            var selling = new AtomicBoolean(true);
            var threads = new ArrayList<Future<?>>();
            for (int i = 0; i < 8; i++) {
                threads.add(tills.submit(() -> {
                    while (selling.get()) {
                        fill(journal, 1);
                    }
                }));
            }
            BackupManifest manifest = backup().write(file, TestKeys.KEYS, TestKeys.RANDOM);
            selling.set(false);
            for (Future<?> thread : threads) {
                thread.get(30, TimeUnit.SECONDS);
            }
            var fin = manifest.lanes().getFirst();
            assertTrue(fin.lastSeq() >= 20, fin.toString());
            assertEquals(journal.archive().events(Lane.FIN, fin.lastSeq(), 1).getFirst().hash(),
                    fin.headHash());
            assertEquals(List.of(TestKeys.MASTER.fingerprint()), manifest.masters());
            try (var files = Files.list(folder)) {
                assertEquals(List.of("backup.tpbackup", "data", "mirror"),
                        files.map(one -> String.valueOf(one.getFileName())).sorted().toList(), "no drafts");
            }
            assertThrows(JournalClosedException.class, this::restore, "while the agent runs");
        }
    }

    @Test
    void aBackupReplacesNothing() throws IOException {
        open(data, guards).close();
        Files.writeString(file, "precious");
        assertThrows(FileAlreadyExistsException.class,
                () -> backup().write(file, TestKeys.KEYS, TestKeys.RANDOM));
        assertEquals("precious", Files.readString(file));
    }

    @Test
    void whatWasSoldAfterTheBackupComesBackFromTheMirrorAndEveryLaneIsForked() throws IOException {
        soldTwice();
        var restored = restore();
        assertTrue(Files.exists(restored.aside().resolve("journal.db")), "the present one is kept");
        try (var journal = open(data, guards)) {
            var recovery = journal.recovery().orElseThrow();
            assertEquals("restored", recovery.cause());
            var succession = new TakenDown();
            var _ = recovery.run(succession, () -> {});
            assertEquals(List.of(Lane.FIN, Lane.OPS, Lane.TEL),
                    succession.orders.stream().map(order -> order.old().lane()).toList());
            assertEquals(LongStream.rangeClosed(6, 9).boxed().toList(), succession.recovered(Lane.FIN));
            assertEquals(0, Objects.requireNonNull(succession.of(Lane.FIN).parent()).seq(),
                    "head office had acknowledged nothing");
            assertFalse(succession.of(Lane.FIN).knowsHeadOffice());
        }
        try (var journal = open(data, guards)) {
            assertTrue(journal.recovery().isEmpty());
        }
    }

    @Test
    void withoutAMirrorTheJournalOfBeforeHasWhatWasSoldSince() throws IOException {
        guards = new Safeguards(null, null, guards.wholeCheck(), true, 35, 2L << 30, guards.failpoints());
        soldTwice();
        var _ = restore();
        assertEquals(LongStream.rangeClosed(6, 9).boxed().toList(), recoveredAtTheNextStart());
    }

    @Test
    void restoringTwiceLosesNothingEither() throws IOException {
        soldTwice();
        var first = restore();
        var second = restore();
        assertTrue(Files.exists(first.aside()) && Files.exists(second.aside()));
        assertFalse(first.aside().equals(second.aside()));
        assertEquals(LongStream.rangeClosed(6, 9).boxed().toList(), recoveredAtTheNextStart());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aRestoreThatDiesWhileItMovesTheJournalAsideIsFinishedByTheNextStart(int moved) throws IOException {
        guards = new Safeguards(null, null, guards.wholeCheck(), true, 35, 2L << 30, guards.failpoints());
        Path killed = folder.resolve("killed");
        try (var journal = open(data, guards)) {
            fill(journal, 5);
            var _ = backup().write(file, TestKeys.KEYS, TestKeys.RANDOM);
            fill(journal, 4);
            Files.createDirectories(killed);
            for (String one : List.of("journal.db", "journal.db-wal")) {
                Files.copy(data.resolve(one), killed.resolve(one));
            }
        }
        for (String one : List.of("journal.db", "journal.db-wal")) {
            Files.copy(killed.resolve(one), data.resolve(one), StandardCopyOption.REPLACE_EXISTING);
        }
        Path aside = restore().aside();
        // As it was on the way: the log moves first, then the file, then the copy takes its place.
        Files.delete(data.resolve("journal.db"));
        if (moved < 2) {
            Files.move(aside.resolve("journal.db"), data.resolve("journal.db"));
        }
        if (moved < 1) {
            Files.move(aside.resolve("journal.db-wal"), data.resolve("journal.db-wal"));
        }
        RecoveryNote note = RecoveryNote.in(data).orElseThrow();
        note.into(String.valueOf(note.aside()), false).write(data);
        assertEquals(LongStream.rangeClosed(1, 9).boxed().toList(), recoveredAtTheNextStart());
    }

    @Test
    void whatWasSoldInTheFirstCopyComesBackAfterTheSecond() throws IOException {
        guards = new Safeguards(null, null, guards.wholeCheck(), true, 35, 2L << 30, guards.failpoints());
        soldTwice();
        var _ = restore();
        try (var journal = open(data, guards)) {
            // Nobody has asked for the recovery yet.
            fill(journal, 2);
        }
        var _ = restore();
        assertEquals(6, recoveredAtTheNextStart().size(), "four and two");
    }

    @Test
    void anotherStoresBackupAWrongKeyAndAChangedFileAreRefusedBeforeAnythingChanges() throws IOException {
        soldTwice();
        var other = new Origin("acme", "acme-de", "store-8", "store-8-a", ORIGIN.zone(), "0.1.0");
        assertThrows(JournalDamagedException.class, () -> new JournalBackup(data, other, JournalWorld.CLOCK,
                null)
                .restore(file, IDS, TestKeys.KEYS, TestKeys.RANDOM));
        var second = new Origin("acme", ORIGIN.legalEntity(), ORIGIN.store(), "store-7-b", ORIGIN.zone(),
                "0.1.0");
        var refused = assertThrows(JournalDamagedException.class,
                () -> new JournalBackup(data, second, JournalWorld.CLOCK, null).restore(file, IDS,
                        TestKeys.KEYS,
                        TestKeys.RANDOM));
        assertTrue(String.valueOf(refused.getMessage()).contains("is a backup of box " + ORIGIN.agent()
                + ", expected store-7-b"), refused.getMessage());
        assertThrows(WrongMasterKeyException.class, () -> backup().restore(file, IDS,
                _ -> MasterKey.fresh(TestKeys.RANDOM), TestKeys.RANDOM));
        long seed = new Random().nextLong();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 3 + new Random(seed).nextInt(bytes.length / 3)] ^= 4;
        Files.write(file, bytes);
        assertThrows(IOException.class, this::restore, "seed " + seed);
        Files.writeString(file, "no backup");
        assertThrows(IOException.class, this::restore);
        try (var journal = open(data, guards)) {
            assertTrue(journal.recovery().isEmpty());
            assertEquals(9, journal.outbox().head(Lane.FIN).lastSeq());
        }
        try (var files = Files.list(data)) {
            assertTrue(files.noneMatch(one -> one.toString().contains("restore-")), "no drafts");
        }
    }

    /// Whoever can write the file can write what its manifest says of it.
    @ParameterizedTest
    @ValueSource(strings = {"update event_fin set hash = zeroblob(32) where seq = 3",
        "update shelf set value = zeroblob(length(value))"})
    void aRowOrRecordOfABackupThatIsNotWhatWasSealedIsRefused(String change) throws Exception {
        try (var journal = open(data, guards)) {
            fill(journal, 5);
            putNotes(journal, 2);
            var _ = backup().write(file, TestKeys.KEYS, TestKeys.RANDOM);
            putNotes(journal, 3);
        }
        change(file, change);
        var refused = assertThrows(JournalDamagedException.class, this::restore);
        assertTrue(String.valueOf(refused.getMessage()).startsWith("the backup: "), String.valueOf(refused));
        try (var journal = open(data, guards)) {
            assertTrue(journal.recovery().isEmpty());
            assertTrue(journal.read(view -> view.find(JournalWorld.NOTES, "note-2")).isPresent());
        }
    }

    /// Changes the database in a backup, and its manifest so that it fits.
    private void change(Path backup, String change) throws Exception {
        Path database = folder.resolve("changed.db");
        byte[] manifest;
        try (var zip = new ZipFile(backup.toFile())) {
            Files.copy(zip.getInputStream(zip.getEntry("journal.db")), database);
            manifest = zip.getInputStream(zip.getEntry("manifest.json")).readAllBytes();
        }
        String before = sha256(database);
        try (var sql = Sql.writer(database)) {
            sql.script(change);
        }
        try (var zip = new ZipOutputStream(Files.newOutputStream(backup))) {
            zip.putNextEntry(new ZipEntry("manifest.json"));
            zip.write(new String(manifest, UTF_8).replace(before, sha256(database)).getBytes(UTF_8));
            zip.putNextEntry(new ZipEntry("journal.db"));
            Files.copy(database, zip);
        }
    }

    private static String sha256(Path file) throws Exception {
        return Hash.of(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file))).toString();
    }

    @Test
    void aCheckSaysHowTheJournalAndItsMirrorAre() throws IOException {
        try (var journal = open(data, guards)) {
            fill(journal, 7);
            assertEquals(JournalCheck.State.INTACT, check().state(), "while it is written");
        }
        assertEquals(JournalCheck.State.INTACT, check().state());
        Path segment = folder.resolve("mirror/fin-00000001.mirror");
        byte[] whole = Files.readAllBytes(segment);
        Files.write(segment, java.util.Arrays.copyOf(whole, whole.length - 5));
        assertEquals(JournalCheck.State.NOT_MIRRORED, check().state());
        Files.write(segment, whole);
        try (var sql = Sql.writer(data.resolve("journal.db"))) {
            sql.script("update event_fin set hash = zeroblob(32) where seq = 3");
        }
        var found = check();
        assertEquals(JournalCheck.State.DAMAGED, found.state());
        assertTrue(found.detail().contains("row 3"), found.detail());
        SqliteJournal.markDamaged(data, "test");
        assertThrows(IOException.class, () -> JournalCheck.run(folder.resolve("none"), null, ORIGIN,
                TestKeys.KEYS, TestKeys.RANDOM, _ -> {}));
    }

    @Test
    void aCheckOpensTheRecordsToo() throws IOException {
        try (var journal = open(data, guards)) {
            fill(journal, 1);
            putNotes(journal, 300);
            assertEquals(JournalCheck.State.INTACT, check().state(), "while it is written");
        }
        assertEquals(JournalCheck.State.INTACT, check().state());
        assertEquals(300L, heard.getLast());
        try (var sql = Sql.writer(data.resolve("journal.db"))) {
            sql.script(
                    "update shelf set value = zeroblob(length(value)) where key = (select max(key) from shelf)");
        }
        var found = check();
        assertEquals(JournalCheck.State.DAMAGED, found.state());
        assertTrue(found.detail().startsWith("record notes/"), found.detail());
        assertThrows(JournalDamagedException.class,
                () -> backup().write(file, TestKeys.KEYS, TestKeys.RANDOM));
    }

    private static void putNotes(SqliteJournal journal, int notes) {
        var _ = journal.commit(unit -> {
            for (int i = 0; i < notes; i++) {
                unit.put(JournalWorld.NOTES, "note-" + i, new JournalWorld.Note("note " + i));
            }
            return true;
        });
    }

    private JournalCheck.Found check() throws IOException {
        return JournalCheck.run(data, folder.resolve("mirror"), ORIGIN, TestKeys.KEYS, TestKeys.RANDOM,
                heard::add);
    }

    /// Five rows, a backup, four more.
    private void soldTwice() throws IOException {
        try (var journal = open(data, guards)) {
            fill(journal, 5);
            var _ = backup().write(file, TestKeys.KEYS, TestKeys.RANDOM);
            fill(journal, 4);
            assertTrue(journal.archive().verify(Lane.FIN) instanceof ChainCheck.Intact);
        }
    }

    private List<Long> recoveredAtTheNextStart() throws IOException {
        try (var journal = open(data, guards)) {
            var succession = new TakenDown();
            var _ = journal.recovery().orElseThrow().run(succession, () -> {});
            return succession.recovered(Lane.FIN);
        }
    }

    private JournalBackup.Restored restore() throws IOException {
        return backup().restore(file, IDS, TestKeys.KEYS, TestKeys.RANDOM);
    }

    private JournalBackup backup() {
        return new JournalBackup(data, ORIGIN, JournalWorld.CLOCK, null);
    }
}
