package io.tillpost.edge.enrolment;

import java.time.Instant;

/// What head office's clock said on a connection on which head office proved itself.
///
/// @param provenUntil the end of the certificate by which it did
public record HeardTime(Instant now, Instant provenUntil) {
    /// Whether it can be so: after the end of that certificate head office could not have proven itself by it.
    boolean isPossible() {
        return !now.isAfter(provenUntil);
    }
}
