package io.tillpost.protocol.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// Names a shift for ever.
public record ShiftId(@JsonValue UUID value) {
    @JsonCreator
    public ShiftId {}

    /// Reads the usual form with hyphens.
    public static ShiftId parse(String text) {
        return new ShiftId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
