package io.tillpost.protocol.card;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/// A card number as far as it may be known: at most the first six and the last four digits, `*` between
/// (PCI DSS 4.0, requirement 3.4.1). There is no type for a whole card number.
public record MaskedPan(@JsonValue String value) {
    private static final Pattern SHAPE = Pattern.compile("[0-9*]{8,19}");
    private static final int OPEN_FIRST = 6;
    /// Shorter numbers show no leading digits, so that something is always hidden.
    private static final int SHORTEST_WITH_OPEN_FIRST = 13;
    private static final int OPEN_LAST = 4;

    @JsonCreator
    public MaskedPan {
        if (!SHAPE.matcher(value).matches() || !isMasked(value)) {
            // The value is not quoted: it may be a whole card number.
            throw new IllegalArgumentException(
                    "a card number of " + value.length()
                            + " characters that is not masked to first 6 and last 4");
        }
    }

    /// Masks whatever a device sent: digits stay only among the first six and the last four.
    public static MaskedPan mask(String digitsOrMasked) {
        var masked = new StringBuilder(digitsOrMasked.length());
        for (int i = 0; i < digitsOrMasked.length(); i++) {
            boolean open = i < openFirst(digitsOrMasked) || i >= digitsOrMasked.length() - OPEN_LAST;
            char c = digitsOrMasked.charAt(i);
            masked.append(open && c >= '0' && c <= '9' ? c : '*');
        }
        return new MaskedPan(masked.toString());
    }

    private static boolean isMasked(String value) {
        for (int i = openFirst(value); i < value.length() - OPEN_LAST; i++) {
            if (value.charAt(i) != '*') {
                return false;
            }
        }
        return true;
    }

    private static int openFirst(String value) {
        return value.length() >= SHORTEST_WITH_OPEN_FIRST ? OPEN_FIRST : 0;
    }

    @Override
    public String toString() {
        return value;
    }
}
