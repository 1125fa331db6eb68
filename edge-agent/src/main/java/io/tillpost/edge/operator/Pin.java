package io.tillpost.edge.operator;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.regex.Pattern;

/// A PIN as it was typed, 4 to 8 digits. Shown nowhere: not in messages, not in logs, and it is never written as JSON.
public final class Pin {
    private static final Pattern SHAPE = Pattern.compile("[0-9]{4,8}");

    private final String digits;

    private Pin(String digits) {
        // Here and nowhere else: JSON libraries call constructors, too.
        if (!SHAPE.matcher(digits).matches()) {
            throw new IllegalArgumentException("PIN of another shape, expected 4 to 8 digits");
        }
        this.digits = digits;
    }

    /// Refuses what no PIN can be, without quoting it.
    public static Pin of(String digits) {
        return new Pin(digits);
    }

    /// Reads JSON of whatever kind, because Jackson's own words for a wrong kind quote the value.
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Pin read(Object json) {
        if (json instanceof String digits) {
            return of(digits);
        }
        throw new IllegalArgumentException("PIN of another kind, expected a string of 4 to 8 digits");
    }

    char[] chars() {
        return digits.toCharArray();
    }

    @Override
    public String toString() {
        return "PIN";
    }
}
