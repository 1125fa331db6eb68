package io.tillpost.central.enrolment;

import io.tillpost.protocol.journal.Hash;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An enrolment code as it is kept: without its secret.
///
/// @param authority the one whose certificate it names
/// @param attempts uses that were refused
/// @param usedCsr SHA-256 of the request that it was used with
/// @param serial of the certificate that came of it
public record KeptCode(Hash secretHash, String tenant, String store, String agent, int authority,
        String createdBy,
        Instant createdAt, Instant expiresAt, boolean withdrawn, int attempts, @Nullable Hash usedCsr,
        @Nullable String serial) {
    /// Without the hash of the secret.
    @Override
    public String toString() {
        return "KeptCode[" + agent + ", " + expiresAt + "]";
    }
}
