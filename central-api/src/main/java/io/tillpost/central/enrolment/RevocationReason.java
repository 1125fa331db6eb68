package io.tillpost.central.enrolment;

import java.util.Arrays;
import java.util.Optional;

/// Why a certificate is good no more (RFC 5280, 5.3.1).
public enum RevocationReason {
    /// Nobody said.
    UNSPECIFIED("unspecified", 0),
    /// The box was stolen, or somebody may have its key: that key gets no certificate ever again.
    KEY_COMPROMISE("key-compromise", 1),
    /// Another box took its place.
    SUPERSEDED("superseded", 4),
    /// The box is not used any more.
    CESSATION_OF_OPERATION("cessation-of-operation", 5);

    private final String word;
    private final int code;

    RevocationReason(String word, int code) {
        this.word = word;
        this.code = code;
    }

    /// As it is written and stored.
    public String word() {
        return word;
    }

    /// CRLReason.
    int code() {
        return code;
    }

    /// The reason that is written like this.
    public static Optional<RevocationReason> of(String word) {
        return Arrays.stream(values()).filter(reason -> reason.word.equals(word)).findFirst();
    }
}
