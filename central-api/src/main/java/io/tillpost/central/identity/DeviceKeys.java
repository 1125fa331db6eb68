package io.tillpost.central.identity;

import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.journal.Hash;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;

/// The keys of the boxes in the stores, which prove themselves by them. Who enrols boxes plugs it in.
public interface DeviceKeys {
    /// The key of this agent with that id (SHA-256 of its SubjectPublicKeyInfo), if a certificate for it is not revoked
    /// and not so long expired that it cannot be renewed any more.
    Optional<DeviceKey> find(Transaction transaction, String agent, Hash keyId);

    /// A key, and whom it speaks for.
    record DeviceKey(String tenant, String store, ECPublicKey key) {}
}
