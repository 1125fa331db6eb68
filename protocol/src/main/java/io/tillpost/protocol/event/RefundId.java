package io.tillpost.protocol.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// Names a refund for ever. Made once by the till, kept through every retry.
public record RefundId(@JsonValue UUID value) {
    @JsonCreator
    public RefundId {}

    /// Reads the usual form with hyphens.
    public static RefundId parse(String text) {
        return new RefundId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
