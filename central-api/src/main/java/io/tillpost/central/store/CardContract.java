package io.tillpost.central.store;

import io.tillpost.protocol.event.Names;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;

/// One terminal's contract with an acquirer for some kinds of card, from a date until the next one begins.
///
/// @param merchantId MID, as the terminal and the acquirer's files state it
/// @param cardNames kinds of card that settle by it, as the terminal names them
public record CardContract(String acquirer, String merchantId, String terminalId, List<String> cardNames,
        LocalDate validFrom) {
    private static final int SHOWN_CHARS = 64;
    private static final Pattern NUMBER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,31}");

    public CardContract {
        cardNames = List.copyOf(cardNames);
        Names.check("acquirer", acquirer);
        checkNumber("merchant id", merchantId);
        checkNumber("terminal id", terminalId);
    }

    /// Whether a contract may name this merchant or terminal id.
    public static boolean mayName(String number) {
        return NUMBER.matcher(number).matches();
    }

    /// Throws [IllegalArgumentException] if this cannot be a merchant or terminal id.
    ///
    /// @param what which of them
    public static void checkNumber(String what, String value) {
        if (!mayName(value)) {
            String shown = value.length() > SHOWN_CHARS ? value.substring(0, SHOWN_CHARS) + "..." : value;
            throw new IllegalArgumentException(what + " '" + shown
                    + "', expected 1 to 32 letters, digits, dots or hyphens, beginning with a letter or digit");
        }
    }
}
