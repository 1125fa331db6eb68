package io.tillpost.central.enrolment;

import io.tillpost.central.database.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// This installation's authorities as they are stored, and what they made for head office itself.
public interface Authorities {
    /// Holds every other node back from making or changing authorities until the transaction ends.
    void lock(Transaction transaction);

    /// All of them, oldest first.
    List<KeptAuthority> all(Transaction transaction);

    /// The one that issues.
    Optional<KeptAuthority> current(Transaction transaction);

    /// One of them.
    KeptAuthority numbered(Transaction transaction, int number);

    /// One of them, locked until the transaction ends.
    KeptAuthority locked(Transaction transaction, int number);

    /// Adds one.
    void add(Transaction transaction, KeptAuthority authority);

    /// Keeps the key of one as it is sealed now.
    void setSealedKey(Transaction transaction, int number, byte[] sealedKey);

    /// Changes what one does.
    void setState(Transaction transaction, int number, KeptAuthority.State state);

    /// Whether a certificate was revoked that the newest list of this authority does not have.
    boolean hasUnlisted(Transaction transaction, int number);

    /// What a list of this authority must have: revoked, and not out of date since before `expiredAfter`. All of them
    /// count as listed from now on.
    List<RevokedCertificate> list(Transaction transaction, int number, Instant expiredAfter);

    /// Keeps a newly made list.
    void keepList(Transaction transaction, int number, byte[] crl, long crlNumber, Instant madeAt);

    /// Notes a certificate of a server or node.
    void noteNode(Transaction transaction, NodeCertificate certificate);

    /// Names of the nodes that have a certificate which is not out of date.
    List<String> nodes(Transaction transaction, Instant now);

    /// Whether a node ever had a certificate under this name. Brokers let whoever bears it see all stores, so no box may
    /// ever have it.
    boolean isNode(Transaction transaction, String name);

    /// Whether a box bears this name, or ever had a certificate under it.
    boolean isAgent(Transaction transaction, String name);

    /// A certificate that is revoked.
    ///
    /// @param serial lower-case hex
    record RevokedCertificate(String serial, Instant at, RevocationReason reason) {}

    /// A certificate of head office's own.
    ///
    /// @param kind `server` or `node`
    record NodeCertificate(String serial, int authority, String kind, String name, Instant notAfter,
            Instant issuedAt) {}
}
