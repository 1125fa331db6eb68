package io.tillpost.central.reconciliation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What can be said of a store's day.
public enum DayState {
    /// Something of it has come, and all of that agrees.
    AGREES,
    /// Something does not.
    DIFFERS,
    /// Nothing of it has come from the store, which was closed or is not connected, and nobody else speaks against it.
    NOT_HEARD;

    static DayState of(boolean agrees, boolean heard) {
        if (!agrees) {
            return DIFFERS;
        }
        return heard ? AGREES : NOT_HEARD;
    }

    /// As in the API: `not-heard`.
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
