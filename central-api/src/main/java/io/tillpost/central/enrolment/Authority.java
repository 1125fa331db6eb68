package io.tillpost.central.enrolment;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/// The authority that issues, with its key opened.
///
/// @param number counts this installation's authorities from 1
record Authority(int number, X509Certificate certificate, PrivateKey key) {
    /// SHA-256 of the certificate (DER): what an enrolment code holds of it.
    Hash fingerprint() {
        return Sha256.of(Certificates.der(certificate));
    }

    /// Without the key.
    @Override
    public String toString() {
        return "Authority[" + number + ", " + certificate.getSubjectX500Principal() + "]";
    }
}
