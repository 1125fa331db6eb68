package io.tillpost.central.ingest;

import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.journal.Hash;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;

/// The keys that boxes sign their batches with. Who enrols boxes plugs it in.
public interface BoxKeys {
    /// The box that has, or had, a certificate for the key with this id (SHA-256 of its SubjectPublicKeyInfo).
    Optional<Box> owner(Transaction transaction, Hash keyId);

    /// Whether this key still speaks for that box: a certificate for it is not revoked, nor so long expired that it cannot
    /// be renewed any more.
    boolean speaks(Transaction transaction, Box box, Hash keyId);

    /// Keeps the proof of a batch with the batch; the same batch again changes nothing.
    void keep(Transaction transaction, String tenant, ProvenBatch batch);

    /// A box and its key.
    record Box(String tenant, String store, String agent, ECPublicKey key) {}
}
