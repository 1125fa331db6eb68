package io.tillpost.edge.journal.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tillpost.edge.journal.MasterKeySupply;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.RowSeal;
import io.tillpost.protocol.seal.DataKey;
import io.tillpost.protocol.seal.KeyedVault;
import io.tillpost.protocol.seal.Keyring;
import io.tillpost.protocol.seal.MasterKey;
import io.tillpost.protocol.seal.RotatingVault;
import io.tillpost.protocol.seal.SealBrokenException;
import io.tillpost.protocol.seal.SealSuite;
import io.tillpost.protocol.seal.Vault;
import io.tillpost.protocol.seal.WrappedKey;
import io.tillpost.protocol.seal.WrongMasterKeyException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/// Seals what the journal's file keeps. Safe for use by all threads: data keys may be exchanged between two calls.
final class Seal {
    private static final Logger LOG = System.getLogger(Seal.class.getName());
    /// Data key 0 seals nothing: it hides the names that records are looked up by, and is never exchanged.
    static final int NAMES = 0;
    private static final int FIRST = 1;
    /// An id tells nothing, and rows in the order of their ids lie together on the disk.
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final String store;
    private final SecureRandom random;
    private final DataKey names;
    private final RotatingVault vault;
    private volatile Keyring ring;
    private volatile MasterKey master;
    private volatile boolean clearLeft;

    private Seal(String store, MasterKey master, Keyring ring, SecureRandom random, boolean clearLeft) {
        this.store = store;
        this.master = master;
        this.random = random;
        this.ring = ring;
        this.names = ring.key(NAMES);
        this.clearLeft = clearLeft;
        this.vault = new RotatingVault(vault(ring, ring.newest(), random), ring.newest(),
                RotatingVault.GRANT);
    }

    /// Opens the file's data keys, or makes the first ones, inside the caller's transaction.
    static Seal open(Sql sql, String store, MasterKeySupply supply, SecureRandom random) {
        List<WrappedKey> wrapped = KeyTable.wrapped(sql);
        MasterKey master = supply.masterKey(Keyring.wanted(wrapped));
        if (wrapped.isEmpty()) {
            wrapped = Keyring.of(List.of(DataKey.fresh(NAMES, random), DataKey.fresh(FIRST, random)))
                    .wrapped(master, random);
            KeyTable.wrap(sql, wrapped);
        }
        var seal = new Seal(store, master, Keyring.open(wrapped, master), random, clearLeft(sql));
        KeyTable.reserve(sql, seal.ring.newest(), RotatingVault.GRANT);
        return seal;
    }

    /// Only opens what these keys have sealed, and changes nothing.
    static Seal opening(List<WrappedKey> wrapped, String store, MasterKey master, SecureRandom random) {
        return new Seal(store, master, Keyring.open(wrapped, master), random, true);
    }

    /// One under the same master key that opens what these data keys have sealed; this one if they cannot be opened.
    Seal of(List<WrappedKey> wrapped) {
        if (wrapped.isEmpty()) {
            return this;
        }
        try {
            return new Seal(store, master, Keyring.open(wrapped, master), random, clearLeft);
        } catch (WrongMasterKeyException | SealBrokenException | IllegalArgumentException e) {
            LOG.log(Level.WARNING, "data keys that lay elsewhere: {0}", e.getMessage());
            return this;
        }
    }

    private static boolean clearLeft(Sql sql) {
        return sql.one("select clear_left from run", row -> row.getBoolean(1)).orElse(false);
    }

    /// The agent runs with Java's first compiler alone, which seals four times as fast so as with AES (decision 0031).
    private static KeyedVault vault(Keyring ring, int current, SecureRandom random) {
        return ring.vault(current, SealSuite.CHACHA20_POLY1305, random);
    }

    Vault vault() {
        return vault;
    }

    RowSeal rows(JournalKey journal) {
        return new RowSeal(store, journal);
    }

    /// The number of the key that seals.
    int current() {
        return vault.current();
    }

    /// Whether rows of an earlier version may still be in clear; else a row in clear is not ours.
    boolean clearLeft() {
        return clearLeft;
    }

    /// As [#clearLeft], after the commit that says so.
    void nothingLeftInClear() {
        clearLeft = false;
    }

    Keyring ring() {
        return ring;
    }

    MasterKey master() {
        return master;
    }

    SecureRandom random() {
        return random;
    }

    /// Writes down that the key will seal more often, when what it was granted runs low. The answer is for [#granted].
    long reserveIfLow(Sql sql) {
        if (vault.left() > RotatingVault.GRANT / 2) {
            return 0;
        }
        KeyTable.reserve(sql, vault.current(), RotatingVault.GRANT);
        return RotatingVault.GRANT;
    }

    /// Writes down that the key will seal so often at least. The answer is for [#granted].
    long reserve(Sql sql, long seals) {
        long lacking = seals - vault.left();
        if (lacking <= 0) {
            return 0;
        }
        KeyTable.reserve(sql, vault.current(), lacking);
        return lacking;
    }

    /// What was written down is committed.
    void granted(long seals) {
        if (seals > 0) {
            vault.grant(vault.current(), seals);
        }
    }

    /// A new data key is committed and seals from now on.
    synchronized void use(DataKey key) {
        Keyring more = ring.with(key);
        ring = more;
        vault.use(vault(more, key.number(), random), key.number(), RotatingVault.GRANT);
    }

    /// Those keys are deleted.
    synchronized void forget(Collection<Integer> numbers) {
        Keyring fewer = ring.without(numbers);
        ring = fewer;
        vault.openWith(vault(fewer, vault.current(), random));
    }

    /// Only this master key opens the file any more.
    void under(MasterKey other) {
        master = other;
    }

    /// The name that a record is kept by.
    String name(String shelf, String key) {
        return ID.matcher(key).matches() ? key : names.blind(shelf + "/" + key);
    }

    /// A record: its key and its value.
    byte[] record(String shelf, String name, String key, byte[] json) {
        byte[] keyBytes = key.getBytes(UTF_8);
        byte[] both = ByteBuffer.allocate(Integer.BYTES + keyBytes.length + json.length)
                .putInt(keyBytes.length)
                .put(keyBytes)
                .put(json)
                .array();
        return vault.seal(both, place(shelf, name));
    }

    /// What [#record] sealed.
    Entry open(String shelf, String name, byte[] sealed) {
        var both = ByteBuffer.wrap(vault.open(sealed, place(shelf, name)));
        if (both.remaining() < Integer.BYTES || both.getInt(0) < 0
                || both.getInt(0) > both.remaining() - Integer.BYTES) {
            throw new SealBrokenException("what was sealed is no record");
        }
        var key = new byte[both.getInt()];
        both.get(key);
        var json = new byte[both.remaining()];
        both.get(json);
        return new Entry(new String(key, UTF_8), json);
    }

    private byte[] place(String shelf, String name) {
        return ("tillpost/record/1/" + store + "/" + shelf + "/" + name).getBytes(UTF_8);
    }

    /// One record, opened.
    record Entry(String key, byte[] json) {
        @Override
        public String toString() {
            return "record of " + json.length + " bytes";
        }
    }
}
