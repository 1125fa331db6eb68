package io.tillpost.central.enrolment;

import io.tillpost.protocol.journal.Hash;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A box's certificate as it is kept.
///
/// @param serial lower-case hex
/// @param keyId SHA-256 of its key's SubjectPublicKeyInfo
/// @param csrHash SHA-256 of the request that it answers
/// @param renews serial of the certificate that a renewal proved itself with
public record DeviceCertificate(String tenant, String store, String agent, int authority, String serial,
        Hash keyId, X509Certificate certificate, Hash csrHash, @Nullable String renews, Instant issuedAt,
        @Nullable Revocation revocation) {
    /// That it is good no more.
    ///
    /// @param by who said so
    public record Revocation(Instant at, String by, RevocationReason reason) {}

    /// The first moment that it is good for.
    public Instant notBefore() {
        return certificate.getNotBefore().toInstant();
    }

    /// The last moment that it is good for.
    public Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }

    /// When the box asks for the next one: a third of the lifetime before the end.
    Instant renewAfter() {
        return notAfter().minus(Duration.between(notBefore(), notAfter()).dividedBy(3));
    }
}
