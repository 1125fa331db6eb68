package io.tillpost.central.vault;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.vault.KeyTable.KeptKey;
import io.tillpost.protocol.masterkey.KeySource;
import io.tillpost.protocol.masterkey.MasterKeyException;
import io.tillpost.protocol.masterkey.MasterKeys;
import io.tillpost.protocol.seal.DataKey;
import io.tillpost.protocol.seal.KeyedVault;
import io.tillpost.protocol.seal.Keyring;
import io.tillpost.protocol.seal.MasterKey;
import io.tillpost.protocol.seal.RotatingVault;
import io.tillpost.protocol.seal.Vault;
import io.tillpost.protocol.seal.WrappedKey;
import io.tillpost.protocol.seal.WrongMasterKeyException;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/// The vault of one node. Its data keys lie wrapped in the database that holds what they seal, so both are always of the
/// same moment, restored or copied; several nodes share them. Safe for use by all threads.
public final class DatabaseVault implements Vault {
    private static final System.Logger LOG = System.getLogger(DatabaseVault.class.getName());
    /// How often a node looks at the keys; see [VaultKeeper].
    static final Duration LOOK = Duration.ofSeconds(5);
    /// A new key seals when every node has had time to see it twice.
    static final Duration SPREAD = LOOK.multipliedBy(2);
    private static final int FIRST = 1;

    private final Database database;
    private final KeyTable table;
    private final MasterKey master;
    private final SecureRandom random;
    private final RotatingVault vault;
    private final Object gate = new Object();
    private volatile Keyring ring;
    /// Guarded by the gate.
    private boolean waitsForRetire;

    private DatabaseVault(Database database, KeyTable table, MasterKey master, SecureRandom random,
            Keyring ring,
            int current) {
        this.database = database;
        this.table = table;
        this.master = master;
        this.random = random;
        this.ring = ring;
        this.vault = new RotatingVault(ring.vault(current, random), current, RotatingVault.GRANT);
    }

    /// Opens the database's data keys, and makes the first one in a new database, with a master key if `source` holds none
    /// yet. Throws [MasterKeyException] when the key that the database wants cannot be had,
    /// [WrongMasterKeyException] when it is another one; nothing was changed then.
    public static DatabaseVault open(Database database, KeyTable table, MasterKeys keys, KeySource source) {
        return database.inTransaction(transaction -> {
            table.lock(transaction);
            MasterKey master = keys.forData(source, Keyring.wanted(table.wrapped(transaction)));
            if (table.keys(transaction).isEmpty()) {
                table.add(transaction, FIRST, Duration.ZERO);
                table.wrap(transaction,
                        List.of(master.wrap(DataKey.fresh(FIRST, keys.random()), keys.random())));
            }
            Keyring ring = opened(table.wrapped(transaction), master, source);
            int current = sealing(table.keys(transaction));
            table.reserve(transaction, current, RotatingVault.GRANT);
            return new DatabaseVault(database, table, master, keys.random(), ring, current);
        });
    }

    static Keyring opened(List<WrappedKey> wrapped, MasterKey master, KeySource source) {
        try {
            return Keyring.open(wrapped, master);
        } catch (WrongMasterKeyException e) {
            throw new WrongMasterKeyException(source + ": " + e.getMessage());
        }
    }

    private static int sealing(List<KeptKey> keys) {
        return keys.stream()
                .filter(KeptKey::sealing)
                .mapToInt(KeptKey::number)
                .max()
                .orElseThrow(() -> new IllegalStateException("no data key seals yet, of " + keys.size()));
    }

    @Override
    public byte[] seal(byte[] plain, byte[] context) {
        return vault.seal(plain, context);
    }

    /// Another node may have sealed with a key that this one has not seen yet: then it looks.
    @Override
    public byte[] open(byte[] sealed, byte[] context) {
        if (!ring.numbers().contains(KeyedVault.keyOf(sealed))) {
            look();
        }
        return vault.open(sealed, context);
    }

    /// Takes over keys that were added meanwhile, seals with the newest whose time has come, and makes another one when it
    /// is worn, or says once in the log that this waits for `retire`. Throws [WrongMasterKeyException] when a key was added
    /// under another master key alone.
    void look() {
        synchronized (gate) {
            // Whoever opens something is mostly inside of a transaction, and does not know before that the key is new.
            Seen seen = database.beside(this::look);
            ring = seen.ring;
            if (seen.current != vault.current()) {
                vault.use(seen.ring.vault(seen.current, random), seen.current, seen.granted);
            } else {
                vault.openWith(seen.ring.vault(seen.current, random));
                vault.grant(seen.current, seen.granted);
            }
            if (seen.waitsForRetire && !waitsForRetire) {
                LOG.log(Level.WARNING,
                        "keys at rest: the newest data key is worn and gets no successor while the"
                                + " database is under two master keys; let all nodes use the new one and run"
                                + " master-key retire, before it has sealed as often as it may");
            }
            waitsForRetire = seen.waitsForRetire;
        }
    }

    /// What is used after the commit that writes down the grant.
    private record Seen(Keyring ring, int current, long granted, boolean waitsForRetire) {}

    private Seen look(Transaction transaction) {
        List<KeptKey> keys = table.keys(transaction);
        boolean known = keys.stream().map(KeptKey::number).toList().equals(ring.numbers());
        Keyring found = known ? ring : Keyring.open(table.wrapped(transaction), master);
        int current = sealing(keys);
        long granted = 0;
        if (current != vault.current() || vault.left() < RotatingVault.GRANT / 2) {
            granted = RotatingVault.GRANT;
            table.reserve(transaction, current, granted);
        }
        boolean worn = keys.getLast().reserved() >= RotatingVault.WORN_SEALS;
        return new Seen(found, current, granted, worn && !replaced(transaction));
    }

    /// Adds another key, unless it would be missing under one of two master keys.
    private boolean replaced(Transaction transaction) {
        if (Keyring.wholeMasters(table.wrapped(transaction)).size() != 1) {
            return false;
        }
        new Rotation(database, table, random).addKey(transaction, master);
        return true;
    }

    /// The number of the key that seals now.
    public int current() {
        return vault.current();
    }

    /// Numbers alone.
    @Override
    public String toString() {
        return vault.toString();
    }
}
