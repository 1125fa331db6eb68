package io.tillpost.central.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.CapturedLog;
import io.tillpost.central.database.DatabaseException;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.vault.sql.SqlKeyTable;
import io.tillpost.protocol.masterkey.KeySource;
import io.tillpost.protocol.masterkey.MasterKeyException;
import io.tillpost.protocol.masterkey.MasterKeys;
import io.tillpost.protocol.seal.KeyedVault;
import io.tillpost.protocol.seal.MasterKey;
import io.tillpost.protocol.seal.RotatingVault;
import io.tillpost.protocol.seal.WrongMasterKeyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseVaultTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] PLACE = "table/row".getBytes(UTF_8);
    private static final byte[] SECRET = "Earl Grey".getBytes(UTF_8);

    @TempDir
    private Path folder = Path.of("");
    private final TestDatabase database = TestDatabase.create();
    private final KeyTable table = new SqlKeyTable();
    private final MasterKeys keys = new MasterKeys(null, RANDOM);
    private KeySource.KeyFile source = new KeySource.KeyFile(folder.resolve("master.key"));
    private Rotation rotation = new Rotation(database.database(), table, RANDOM);

    @BeforeEach
    void place() {
        source = new KeySource.KeyFile(folder.resolve("master.key"));
        rotation = new Rotation(database.database(), table, RANDOM);
    }

    @AfterEach
    void end() {
        database.close();
    }

    @Test
    void aNewDatabaseGetsItsKeysAndLaterNodesOpenWithThem() {
        byte[] sealed = node().seal(SECRET, PLACE);
        assertTrue(Files.exists(source.path()));
        assertArrayEquals(SECRET, node().open(sealed, PLACE));
        assertEquals(1, rotation.status().dataKeys().size());
        assertEquals(Set.of(keys.read(source).fingerprint()), rotation.status().masters());
    }

    @Test
    void whoLooksAfterTheKeysOutlivesAnError() throws Exception {
        var looks = new CountDownLatch(2);
        InClear failing = (_, _) -> {
            looks.countDown();
            throw new OutOfMemoryError("for a moment");
        };
        try (var _ = VaultKeeper.start(database.database(), node(), List.of(failing))) {
            assertTrue(looks.await(60, TimeUnit.SECONDS), "no second look within 60 s");
        }
    }

    @Test
    void aLostMasterKeyIsNotReplacedAndItsFingerprintIsNamed() throws Exception {
        var _ = node();
        String wanted = keys.read(source).fingerprint();
        Files.delete(source.path());
        String before = dump();
        var thrown = assertThrows(MasterKeyException.class, this::node);
        assertTrue(String.valueOf(thrown.getMessage()).contains(wanted), thrown.getMessage());
        assertFalse(Files.exists(source.path()));
        assertEquals(before, dump());
    }

    @Test
    void anotherMasterKeyIsRefusedAndChangesNothing() throws Exception {
        var _ = node();
        String wanted = keys.read(source).fingerprint();
        Files.delete(source.path());
        String other = keys.make(source).fingerprint();
        String before = dump();
        var thrown = assertThrows(WrongMasterKeyException.class, this::node);
        assertEquals(source + ": the data is under master key " + wanted
                + ", but the one that is configured is " + other, thrown.getMessage());
        assertEquals(before, dump());
    }

    @Test
    void aKeyFileOfAnEarlierStartThatNeverReachedTheDatabaseIsUsed() {
        MasterKey made = keys.make(source);
        var _ = node();
        assertEquals(Set.of(made.fingerprint()), rotation.status().masters());
    }

    @Test
    void aNewDataKeySealsWhenItsTimeHasComeAndTheOldOneStillOpens() {
        DatabaseVault node = node();
        byte[] before = node.seal(SECRET, PLACE);
        assertEquals(2, rotation.addKey(keys.read(source)));
        node.look();
        assertEquals(1, node.current(), "all nodes see it first");
        itsTimeHasCome();
        node.look();
        byte[] after = node.seal(SECRET, PLACE);
        assertEquals(2, KeyedVault.keyOf(after));
        assertArrayEquals(SECRET, node.open(before, PLACE));
        assertArrayEquals(SECRET, node().open(after, PLACE));
    }

    @Test
    void aNodeThatHasNotLookedYetOpensWhatAnotherHasSealed() {
        DatabaseVault late = node();
        rotation.addKey(keys.read(source));
        itsTimeHasCome();
        byte[] sealed = node().seal(SECRET, PLACE);
        assertEquals(2, KeyedVault.keyOf(sealed));
        assertArrayEquals(SECRET, late.open(sealed, PLACE));
    }

    @Test
    void theMasterKeyIsExchangedWhileNodesRun() {
        DatabaseVault running = node();
        byte[] sealed = running.seal(SECRET, PLACE);
        MasterKey old = keys.read(source);
        var nextSource = new KeySource.KeyFile(folder.resolve("next.key"));
        MasterKey next = keys.make(nextSource);
        rotation.addMaster(old, next);
        assertArrayEquals(SECRET, node(nextSource).open(sealed, PLACE));
        assertArrayEquals(SECRET, node(source).open(sealed, PLACE));
        assertThrows(MasterKeyException.class, () -> rotation.addKey(next), "two master keys");
        assertEquals(Set.of(old.fingerprint()), rotation.retireOthers(next));
        assertThrows(WrongMasterKeyException.class, () -> node(source));
        running.look();
        assertArrayEquals(SECRET, running.open(running.seal(SECRET, PLACE), PLACE));
        assertArrayEquals(SECRET, node(nextSource).open(sealed, PLACE));
    }

    @Test
    void onlyAMasterKeyThatOpensEverythingMayStayAlone() {
        var _ = node();
        String before = dump();
        assertThrows(WrongMasterKeyException.class, () -> rotation.retireOthers(MasterKey.fresh(RANDOM)));
        assertEquals(before, dump());
    }

    @Test
    void everySealIsWrittenDownBeforeItIsMade() {
        DatabaseVault node = node();
        assertEquals(RotatingVault.GRANT, reserved());
        long half = RotatingVault.GRANT / 2 + 1;
        for (long i = 0; i < half; i++) {
            var _ = node.seal(SECRET, PLACE);
        }
        node.look();
        assertEquals(2 * RotatingVault.GRANT, reserved());
    }

    @Test
    void aWornKeyIsReplacedAndNoKeySealsBeyondItsLimit() {
        DatabaseVault node = node();
        database.execute("update data_key set reserved = " + RotatingVault.WORN_SEALS);
        node.look();
        assertEquals(List.of(1, 2), rotation.status()
                .dataKeys()
                .stream()
                .map(KeyTable.KeptKey::number)
                .toList());
        node.look();
        assertEquals(2, rotation.status().dataKeys().size(), "one new key is enough");
        database.execute("update data_key set reserved = 4294967296 where number = 1");
        assertThrows(DatabaseException.class, this::node);
    }

    @Test
    void aWornKeySealsOnWhileTheMasterKeyIsExchangedAndTheLogSaysWhatItWaitsFor() {
        DatabaseVault node = node();
        MasterKey next = keys.make(new KeySource.KeyFile(folder.resolve("next.key")));
        rotation.addMaster(keys.read(source), next);
        for (long i = 0; i < RotatingVault.GRANT / 2 + 1; i++) {
            var _ = node.seal(SECRET, PLACE);
        }
        database.execute("update data_key set reserved = " + RotatingVault.WORN_SEALS);
        try (var log = CapturedLog.start()) {
            node.look();
            node.look();
            assertEquals(1, log.text().split("master-key retire", -1).length - 1, log.text());
        }
        assertEquals(RotatingVault.WORN_SEALS + RotatingVault.GRANT, reserved(), "it was granted more");
        assertEquals(1, rotation.status().dataKeys().size());

        rotation.retireOthers(keys.read(source));
        node.look();
        assertEquals(2, rotation.status().dataKeys().size());
    }

    private DatabaseVault node() {
        return node(source);
    }

    private DatabaseVault node(KeySource from) {
        return DatabaseVault.open(database.database(), table, keys, from);
    }

    private void itsTimeHasCome() {
        database.execute("update data_key set active_from = made_at");
    }

    private long reserved() {
        return rotation.status().dataKeys().getFirst().reserved();
    }

    private String dump() {
        return database.value(
                "select string_agg(w::text || d::text, ' ' order by w.number, w.master) from data_key_wrap w"
                        + " join data_key d using (number)");
    }
}
