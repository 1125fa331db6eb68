package io.tillpost.device.simulator.terminal;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The cards in the customer's hand. Numbers are the schemes' published test numbers; types are those of PA00P015, 12;
/// groups are the places in the end-of-day totals of 3.1.3.
public enum SimulatedCard {
    GIROCARD(5, "girocard", "6725904420000000019", 0, false), MASTERCARD(6, "Mastercard", "5555555555554444",
            2,
            true), VISA(10, "Visa", "4111111111111111", 4, true), AMEX(8, "American Express",
                    "378282246310005", 3,
                    true), MAESTRO(46, "Maestro", "6759649826438453", 6, false);

    private final int type;
    private final String cardName;
    private final String number;
    private final int group;
    private final boolean credit;

    SimulatedCard(int type, String cardName, String number, int group, boolean credit) {
        this.type = type;
        this.cardName = cardName;
        this.number = number;
        this.group = group;
        this.credit = credit;
    }

    /// Reads a name as a person writes it, e.g. `visa`.
    static SimulatedCard named(String text) {
        return Arrays.stream(values())
                .filter(card -> card.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("card '" + text + "', expected one of "
                        + Arrays.stream(values())
                                .map(card -> card.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }

    int type() {
        return type;
    }

    String cardName() {
        return cardName;
    }

    /// True for the cards that settle on the credit contract, false for those on the debit contract.
    boolean isCredit() {
        return credit;
    }

    int group() {
        return group;
    }

    String number() {
        return number;
    }

    /// First six and last four digits, `*` between.
    String maskedNumber() {
        return number.substring(0, 6) + "*".repeat(number.length() - 10)
                + number.substring(number.length() - 4);
    }
}
