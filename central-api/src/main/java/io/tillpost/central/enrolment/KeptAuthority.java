package io.tillpost.central.enrolment;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An authority as it is kept.
///
/// @param number counts this installation's authorities from 1
/// @param crossCertificate the same key, signed by the authority before this one
/// @param sealedKey PKCS #8, sealed for [#place(int)]
/// @param crl the newest revocation list, DER
/// @param crlNumber how many there were
public record KeptAuthority(int number, X509Certificate certificate,
        @Nullable X509Certificate crossCertificate, byte[] sealedKey, State state, Instant createdAt,
        byte @Nullable [] crl, long crlNumber, @Nullable Instant crlMadeAt) {
    /// What it does at present.
    public enum State {
        /// Announced and trusted; issues nothing yet.
        NEXT,
        /// Issues; there is one.
        CURRENT,
        /// Trusted until its last certificate is out of date; issues nothing any more.
        FORMER
    }

    public KeptAuthority {
        sealedKey = sealedKey.clone();
    }

    @Override
    public byte[] sealedKey() {
        return sealedKey.clone();
    }

    /// The place for which the key of that authority is sealed.
    static String place(int number) {
        return "authority/" + number;
    }

    /// SHA-256 of the certificate (DER).
    public Hash fingerprint() {
        return Sha256.of(Certificates.der(certificate));
    }

    /// The newest revocation list, if one was made.
    public Optional<byte[]> revocationList() {
        return Optional.ofNullable(crl).map(byte[]::clone);
    }

    /// Without the key.
    @Override
    public String toString() {
        return "KeptAuthority[" + number + ", " + state + "]";
    }
}
