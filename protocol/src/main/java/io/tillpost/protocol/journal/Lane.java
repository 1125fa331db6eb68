package io.tillpost.protocol.journal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// The lanes of a store's journal; each is a journal of its own with its own sequence and chain.
public enum Lane {
    /// Sales, payments, cash, shifts, Z: never dropped.
    FIN,
    /// Device and operator events.
    OPS,
    /// Telemetry: may be dropped, with a counted gap.
    TEL;

    /// The lane with this wire name.
    @JsonCreator
    public static Lane of(String wireName) {
        for (Lane lane : values()) {
            if (lane.wireName().equals(wireName)) {
                return lane;
            }
        }
        throw new IllegalArgumentException("lane '" + wireName + "', expected fin, ops or tel");
    }

    /// `fin`, `ops` or `tel`, as in topics and messages.
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
