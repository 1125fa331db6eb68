package io.tillpost.central.configuration;

import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.sync.ConfigPointer;
import io.tillpost.protocol.sync.SignedPointer;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The keys that sign pointers; their private parts lie sealed.
public interface Signers {
    /// The newest one of this authority that is good until then.
    Optional<Signer> newest(Transaction transaction, int authority, Instant goodUntil);

    /// Keeps one.
    void add(Transaction transaction, int authority, Signer signer, Instant now);

    /// A key, its certificate, and those between it and the authority.
    record Signer(PrivateKey key, List<X509Certificate> chain) {
        public Signer {
            chain = List.copyOf(chain);
        }

        /// The compact form.
        String sign(ConfigPointer pointer) {
            return SignedPointer.sign(pointer, key, chain);
        }

        Instant notAfter() {
            return chain.getFirst().getNotAfter().toInstant();
        }

        /// Without the key.
        @Override
        public String toString() {
            return "Signer[" + chain.getFirst().getSerialNumber().toString(16) + "]";
        }
    }
}
