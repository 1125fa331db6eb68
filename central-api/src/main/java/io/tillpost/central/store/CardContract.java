package io.tillpost.central.store;

import io.tillpost.protocol.event.Names;
import java.time.LocalDate;
import java.util.List;

/// One terminal's contract with an acquirer for some kinds of card, from a date until the next one begins.
///
/// @param merchantId MID, as the terminal and the acquirer's files state it
/// @param cardNames kinds of card that settle by it, as the terminal names them
public record CardContract(String acquirer, String merchantId, String terminalId, List<String> cardNames,
        LocalDate validFrom) {
    private static final String NUMBER = "[A-Za-z0-9][A-Za-z0-9.-]{0,31}";

    public CardContract {
        cardNames = List.copyOf(cardNames);
        Names.check("acquirer", acquirer);
        checkNumber("merchant id", merchantId);
        checkNumber("terminal id", terminalId);
    }

    private static void checkNumber(String what, String value) {
        if (!value.matches(NUMBER)) {
            throw new IllegalArgumentException(what + " '" + value
                    + "', expected 1 to 32 letters, digits, dots or hyphens, beginning with a letter or digit");
        }
    }
}
