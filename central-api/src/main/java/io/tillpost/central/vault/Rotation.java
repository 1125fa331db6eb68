package io.tillpost.central.vault;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.vault.KeyTable.KeptKey;
import io.tillpost.protocol.masterkey.MasterKeyException;
import io.tillpost.protocol.seal.DataKey;
import io.tillpost.protocol.seal.Keyring;
import io.tillpost.protocol.seal.MasterKey;
import io.tillpost.protocol.seal.WrappedKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;

/// Exchanges keys while nodes run. Each step is one transaction: before and after it every node can be started with a
/// master key that somebody has.
public final class Rotation {
    private final Database database;
    private final KeyTable table;
    private final SecureRandom random;

    /// @param random makes keys and nonces
    public Rotation(Database database, KeyTable table, SecureRandom random) {
        this.database = database;
        this.table = table;
        this.random = random;
    }

    /// What lies in the database.
    ///
    /// @param masters fingerprints of the master keys that open everything
    public record Status(Set<String> masters, List<KeptKey> dataKeys) {
        public Status {
            masters = Set.copyOf(masters);
            dataKeys = List.copyOf(dataKeys);
        }
    }

    /// Which keys there are.
    public Status status() {
        return database.inTransaction(this::status);
    }

    private Status status(Transaction transaction) {
        return new Status(Keyring.wholeMasters(table.wrapped(transaction)), table.keys(transaction));
    }

    /// Adds a data key, with which all nodes seal in some seconds, and returns its number.
    /// Throws [io.tillpost.protocol.seal.WrongMasterKeyException], or [MasterKeyException] while the database is under two
    /// master keys: the new one would be missing under one of them.
    public int addKey(MasterKey master) {
        return database.inTransaction(transaction -> addKey(transaction, master));
    }

    int addKey(Transaction transaction, MasterKey master) {
        table.lock(transaction);
        List<WrappedKey> wrapped = table.wrapped(transaction);
        Keyring ring = Keyring.open(wrapped, master);
        Set<String> masters = Keyring.wholeMasters(wrapped);
        if (masters.size() > 1) {
            throw new MasterKeyException(
                    "the database is under the master keys " + String.join(" and ", masters)
                            + "; let all nodes use the new one and run master-key retire first");
        }
        int number = ring.newest() + 1;
        table.add(transaction, number, DatabaseVault.SPREAD);
        table.wrap(transaction, List.of(master.wrap(DataKey.fresh(number, random), random)));
        return number;
    }

    /// Puts all data keys under another master key, too. From now on nodes start with either.
    public void addMaster(MasterKey master, MasterKey next) {
        database.inTransaction(transaction -> {
            table.lock(transaction);
            table.wrap(transaction, Keyring.open(table.wrapped(transaction), master).wrapped(next, random));
            return true;
        });
    }

    /// Takes the data keys from under all master keys but this one, which has to open every one of them. Returns the
    /// fingerprints of the others.
    public Set<String> retireOthers(MasterKey master) {
        return database.inTransaction(transaction -> {
            table.lock(transaction);
            List<WrappedKey> wrapped = table.wrapped(transaction);
            Keyring.open(wrapped, master);
            var others = new java.util.TreeSet<>(wrapped.stream().map(WrappedKey::master).toList());
            others.remove(master.fingerprint());
            table.unwrapOthers(transaction, master.fingerprint());
            return others;
        });
    }
}
