package io.tillpost.central.enrolment;

/// Why a box gets no certificate.
public enum Refusal {
    /// The code is unknown, used, out of date, withdrawn, or names another authority: one answer for all.
    CODE_NOT_TAKEN,
    /// The last certificate was not issued here, or the database was restored to before it was: the box may prove itself
    /// by the one before.
    CERTIFICATE_UNKNOWN,
    /// The last certificate is revoked or too long out of date, or the proof is not by its key.
    RENEWAL_NOT_GRANTED,
    /// The box has as many certificates that have not ended as it may: another one when the first of them has.
    TOO_MANY_CERTIFICATES,
    /// The box's clock is too far off for its proof to be taken.
    CLOCK_TOO_FAR
}
