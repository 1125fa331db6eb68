package io.tillpost.edge.catalog;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Check digits of barcodes (GS1 General Specifications, 7.9).
final class Gtin {
    private static final Set<Integer> LENGTHS = Set.of(8, 12, 13, 14);
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    private Gtin() {}

    /// Digits alone.
    static boolean isNumber(String code) {
        return DIGITS.matcher(code).matches();
    }

    /// The check digit that a code should end with, if it is of the lengths that have one, does not end with it, and is not
    /// of the numbers that stores give themselves (beginning with 2, and eight digits beginning with 0).
    static Optional<Integer> wrongCheckDigit(String code) {
        boolean own = code.startsWith("2") || (code.length() == 8 && code.startsWith("0"));
        if (own || !LENGTHS.contains(code.length()) || !isNumber(code)) {
            return Optional.empty();
        }
        int expected = checkDigit(code);
        int found = code.charAt(code.length() - 1) - '0';
        return found == expected ? Optional.empty() : Optional.of(expected);
    }

    /// What the last digit should be, from those before it: from the right they count three times and once in turn.
    static int checkDigit(String digits) {
        int sum = 0;
        for (int i = 2; i <= digits.length(); i++) {
            int digit = digits.charAt(digits.length() - i) - '0';
            sum += i % 2 == 0 ? digit * 3 : digit;
        }
        return (10 - sum % 10) % 10;
    }
}
