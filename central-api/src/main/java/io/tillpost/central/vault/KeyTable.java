package io.tillpost.central.vault;

import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.seal.WrappedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The data keys as they lie in the database.
public interface KeyTable {
    /// Waits until no other transaction changes keys; held until this one ends.
    void lock(Transaction transaction);

    /// Every data key, lowest number first.
    List<KeptKey> keys(Transaction transaction);

    /// Every data key under every master key.
    List<WrappedKey> wrapped(Transaction transaction);

    /// Adds a data key that seals `delay` from now on, by the database's clock.
    void add(Transaction transaction, int number, Duration delay);

    /// Adds data keys under a master key; those that are there already stay.
    void wrap(Transaction transaction, List<WrappedKey> wrapped);

    /// Removes all data keys that are under other master keys; returns how many were.
    int unwrapOthers(Transaction transaction, String master);

    /// Writes down that a key may seal so many times more. The limit per key is the database's to hold.
    void reserve(Transaction transaction, int number, long seals);

    /// One data key.
    ///
    /// @param sealing whether its time has come
    /// @param reserved how often it has sealed at most
    record KeptKey(int number, Instant madeAt, Instant activeFrom, boolean sealing, long reserved) {}
}
