package io.tillpost.central.reconciliation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What can be wrong.
public enum DiscrepancyClass {
    /// Charged and its batch closed, but in no settlement, though one covers its day.
    MISSING,
    /// Stated a second time.
    DUPLICATE,
    /// The same thing by its references, but with another amount.
    WRONG_AMOUNT,
    /// A line that belongs to nothing we know.
    UNKNOWN_LINE;

    /// As in the API and the database: `wrong-amount`.
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The class with this wire name.
    public static Optional<DiscrepancyClass> of(String wireName) {
        return Arrays.stream(values()).filter(value -> value.wireName().equals(wireName)).findFirst();
    }
}
