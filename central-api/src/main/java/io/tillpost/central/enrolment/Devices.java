package io.tillpost.central.enrolment;

import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.journal.Hash;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Enrolment codes and the certificates of boxes as they are stored.
public interface Devices {
    /// Adds a code.
    void addCode(Transaction transaction, KeptCode code);

    /// The code with this secret, locked until the transaction ends.
    Optional<KeptCode> lockedCode(Transaction transaction, Hash secretHash);

    /// Ends the agent's codes that nobody has used yet, and returns the stores of those that were still good.
    ///
    /// @param store of this store alone; absent: of all
    Set<String> withdrawCodes(Transaction transaction, String tenant, @Nullable String store, String agent,
            Instant at);

    /// Whether a code that is still good names this agent for another store of the tenant.
    boolean isAwaitedElsewhere(Transaction transaction, String tenant, String store, String agent,
            Instant now);

    /// Counts a refused use.
    void countAttempt(Transaction transaction, KeptCode code);

    /// Marks a code as used.
    void markUsed(Transaction transaction, KeptCode code, Hash csr, String serial, Instant at);

    /// Keeps a certificate.
    void add(Transaction transaction, DeviceCertificate certificate);

    /// The certificate with this serial number.
    Optional<DeviceCertificate> bySerial(Transaction transaction, String tenant, String serial);

    /// The certificate with this SHA-256, whoever's it is.
    Optional<DeviceCertificate> byFingerprint(Transaction transaction, Hash fingerprint);

    /// The certificate with this serial number, locked until the transaction ends.
    Optional<DeviceCertificate> locked(Transaction transaction, String tenant, String serial);

    /// What came of an earlier renewal by the same request.
    Optional<DeviceCertificate> renewal(Transaction transaction, String tenant, String renews, Hash csr);

    /// An agent's certificates that have not ended by `now` and are not revoked, the newest first.
    List<DeviceCertificate> living(Transaction transaction, String tenant, String agent, Instant now);

    /// Whether a key may get a certificate for this agent: no other agent has one for it, and it was never given up as
    /// compromised.
    boolean keyIsFree(Transaction transaction, Hash keyId, String agent);

    /// Revokes all certificates of an agent that are not revoked yet, and returns how many.
    int revoke(Transaction transaction, String tenant, String agent, DeviceCertificate.Revocation revocation);

    /// Revokes all certificates with this agent's name, whichever tenant or store had it before.
    void supersede(Transaction transaction, String agent, DeviceCertificate.Revocation revocation);

    /// The tenant that has this agent.
    Optional<String> tenantOf(Transaction transaction, String agent);

    /// One agent of a tenant, registered or not.
    Optional<Device> find(Transaction transaction, String tenant, String agent);

    /// Agents of a tenant by name, at most `limit`, those after the name `after`, and only those of `stores` if present.
    List<Device> list(Transaction transaction, String tenant, @Nullable Collection<String> stores,
            String after, int limit);

    /// All agents that may come to the broker, with the serial numbers of their revoked certificates that are not out of
    /// date at `now`.
    Map<String, Admitted> admitted(Transaction transaction, Instant now);

    /// An agent at the broker.
    ///
    /// @param revoked serial numbers, lower-case hex; also of certificates that name another store or tenant
    /// @param shutOut it had certificates, and none of them is good any more
    record Admitted(String tenant, String store, Set<String> revoked, boolean shutOut) {
        public Admitted {
            revoked = Set.copyOf(revoked);
        }
    }
}
