package io.tillpost.protocol.card;

/// How the terminal says that the cardholder was verified. What it says in a way that is not known here is `UNKNOWN`; where it
/// says nothing there is none of these.
public enum CardholderVerification {
    NONE, SIGNATURE, ONLINE_PIN, OFFLINE_PIN, ONLINE_PIN_AND_SIGNATURE, OFFLINE_PIN_AND_SIGNATURE, UNKNOWN;

    /// Whether a signature has to be looked at, with or without a PIN.
    public boolean asksForSignature() {
        return switch (this) {
            case SIGNATURE, ONLINE_PIN_AND_SIGNATURE, OFFLINE_PIN_AND_SIGNATURE -> true;
            case NONE, ONLINE_PIN, OFFLINE_PIN, UNKNOWN -> false;
        };
    }
}
