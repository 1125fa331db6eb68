package io.tillpost.central.enrolment;

import io.tillpost.protocol.enrol.EnrolmentReply;

/// What a box is answered.
public sealed interface Outcome {
    /// Its certificate.
    record Issued(EnrolmentReply reply) implements Outcome {}

    /// None.
    record Refused(Refusal why, String detail) implements Outcome {}
}
