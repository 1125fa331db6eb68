package io.tillpost.protocol.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// Names a sale for ever. Made once by the till, kept through every retry.
public record SaleId(@JsonValue UUID value) {
    @JsonCreator
    public SaleId {}

    /// Reads the usual form with hyphens.
    public static SaleId parse(String text) {
        return new SaleId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
