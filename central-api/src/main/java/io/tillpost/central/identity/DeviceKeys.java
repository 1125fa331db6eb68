package io.tillpost.central.identity;

import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.journal.Hash;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;

/// The keys of enrolled devices, which are OAuth clients by private_key_jwt: `iss` and `sub` are the agent's name, `kid` is
/// the key's id in hexadecimal.
@FunctionalInterface
public interface DeviceKeys {
    /// Where no device is enrolled.
    DeviceKeys NONE = (_, _, _) -> Optional.empty();

    /// The key, if this agent holds it and it was not revoked.
    ///
    /// @param keyId SHA-256 of the SubjectPublicKeyInfo
    Optional<DeviceKey> find(Transaction transaction, String agent, Hash keyId);

    /// A key on P-256 and where it works.
    record DeviceKey(String tenant, String store, ECPublicKey key) {}
}
