package io.tillpost.protocol.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyringTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] PLACE = "table/row".getBytes(UTF_8);
    private static final byte[] SECRET = "Earl Grey".getBytes(UTF_8);

    private final MasterKey master = MasterKey.fresh(RANDOM);
    private final Keyring ring = Keyring
            .of(List.of(DataKey.fresh(1, RANDOM), DataKey.fresh(2, RANDOM)));

    @Test
    void wrappedKeysOpenWhatTheySealed() {
        byte[] sealed = ring.vault(1, RANDOM).seal(SECRET, PLACE);
        var again = Keyring.open(ring.wrapped(master, RANDOM), master);
        assertEquals(List.of(1, 2), again.numbers());
        assertArrayEquals(SECRET, again.vault(2, RANDOM).open(sealed, PLACE));
    }

    @Test
    void aKeyFileIsReadBack() {
        assertEquals(master.fingerprint(), MasterKey.parse(master.toFile()).fingerprint());
        assertNotEquals(master.fingerprint(), MasterKey.fresh(RANDOM).fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret-secret", "0123", "zz"})
    void whatIsNoKeyIsRefusedWithoutSayingWhatItIs(String text) {
        var thrown = assertThrows(IllegalArgumentException.class,
                () -> MasterKey.parse(text.getBytes(UTF_8)));
        assertTrue(text.isEmpty() || !String.valueOf(thrown.getMessage()).contains(text));
    }

    @Test
    void theWrongMasterKeyIsToldWhichOneIsWanted() {
        var other = MasterKey.fresh(RANDOM);
        var thrown = assertThrows(WrongMasterKeyException.class,
                () -> Keyring.open(ring.wrapped(master, RANDOM), other));
        assertEquals("the data is under master key " + master.fingerprint()
                + ", but the one that is configured is " + other.fingerprint(), thrown.getMessage());
    }

    @Test
    void aStoreUnderTwoMasterKeysOpensWithEither() {
        var next = MasterKey.fresh(RANDOM);
        var both = new ArrayList<>(ring.wrapped(master, RANDOM));
        both.addAll(ring.wrapped(next, RANDOM));
        assertEquals(List.of(1, 2), Keyring.open(both, master).numbers());
        assertEquals(List.of(1, 2), Keyring.open(both, next).numbers());
        assertEquals(Set.of(master.fingerprint(), next.fingerprint()), Keyring.wholeMasters(both));
    }

    @Test
    void aMasterKeyThatOpensOnlySomeDataKeysIsTheWrongOne() {
        var next = MasterKey.fresh(RANDOM);
        var both = new ArrayList<>(ring.wrapped(master, RANDOM));
        both.add(next.wrap(ring.key(1), RANDOM));
        var thrown = assertThrows(WrongMasterKeyException.class, () -> Keyring.open(both, next));
        assertTrue(String.valueOf(thrown.getMessage()).contains("[2]"), thrown.getMessage());
    }

    @Test
    void aWrappedKeyUnderAnotherNumberIsNoticed() {
        byte[] one = master.wrap(ring.key(1), RANDOM).sealed();
        var moved = List.of(new WrappedKey(2, master.fingerprint(), one));
        assertThrows(SealBrokenException.class, () -> Keyring.open(moved, master));
    }

    @Test
    void aKeySealsNoMoreOftenThanItWasGranted() {
        var vault = new RotatingVault(ring.vault(1, RANDOM), 1, 2);
        var _ = vault.seal(SECRET, PLACE);
        var _ = vault.seal(SECRET, PLACE);
        assertThrows(IllegalStateException.class, () -> vault.seal(SECRET, PLACE));
        vault.grant(2, 5);
        assertThrows(IllegalStateException.class, () -> vault.seal(SECRET, PLACE), "another key's grant");
        vault.grant(1, 1);
        assertArrayEquals(SECRET, vault.open(vault.seal(SECRET, PLACE), PLACE));
    }

    @Test
    void keysAreExchangedWhileInUse() {
        var vault = new RotatingVault(ring.vault(1, RANDOM), 1, 10);
        byte[] before = vault.seal(SECRET, PLACE);
        vault.use(ring.vault(2, RANDOM), 2, 10);
        byte[] after = vault.seal(SECRET, PLACE);
        assertEquals(1, KeyedVault.keyOf(before));
        assertEquals(2, KeyedVault.keyOf(after));
        assertArrayEquals(SECRET, vault.open(before, PLACE));
        vault.openWith(ring.without(List.of(1)).vault(2, RANDOM));
        assertEquals(9, vault.left());
        assertThrows(SealBrokenException.class, () -> vault.open(before, PLACE));
    }

    @Test
    void aBlindNameIsAlwaysTheSameAndAnotherUnderAnotherKey() {
        assertEquals(ring.key(1).blind("operator/anna"), ring.key(1).blind("operator/anna"));
        assertNotEquals(ring.key(1).blind("operator/anna"), ring.key(2).blind("operator/anna"));
        assertNotEquals(ring.key(1).blind("operator/anna"), ring.key(1).blind("operator/ben"));
    }

    @Test
    void nothingPrintsAKey() {
        String secret = HexFormat.of().formatHex(ring.key(1).bytes());
        String masterSecret = new String(master.toFile(), UTF_8).strip();
        var vault = ring.vault(1, RANDOM);
        var wrapped = master.wrap(ring.key(1), RANDOM);
        String printed = master + " " + ring + " " + ring.key(1) + " " + wrapped
                + " " + vault + " " + new RotatingVault(vault, 1, 1);
        assertFalse(printed.contains(secret), printed);
        assertFalse(printed.contains(masterSecret), printed);
    }
}
