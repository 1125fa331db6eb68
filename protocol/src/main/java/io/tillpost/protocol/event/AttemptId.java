package io.tillpost.protocol.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// Names one attempt to charge a card for ever. Made and written down before the card device is armed.
public record AttemptId(@JsonValue UUID value) {
    @JsonCreator
    public AttemptId {}

    /// Reads the usual form with hyphens.
    public static AttemptId parse(String text) {
        return new AttemptId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
