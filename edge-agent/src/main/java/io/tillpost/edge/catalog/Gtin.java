package io.tillpost.edge.catalog;

import java.util.Optional;
import java.util.Set;

/// Check digits of barcodes (GS1 General Specifications, 7.9).
final class Gtin {
    private static final Set<Integer> LENGTHS = Set.of(8, 12, 13, 14);

    private Gtin() {}

    /// The check digit that a code should end with, if it is of the lengths that have one, does not end with it, and is not
    /// of the numbers that stores give themselves (beginning with 2, and eight digits beginning with 0).
    static Optional<Integer> wrongCheckDigit(String code) {
        boolean own = code.startsWith("2") || (code.length() == 8 && code.startsWith("0"));
        if (!code.matches("[0-9]+") || !LENGTHS.contains(code.length()) || own) {
            return Optional.empty();
        }
        int sum = 0;
        for (int i = 2; i <= code.length(); i++) {
            int digit = code.charAt(code.length() - i) - '0';
            sum += i % 2 == 0 ? digit * 3 : digit;
        }
        int expected = (10 - sum % 10) % 10;
        int found = code.charAt(code.length() - 1) - '0';
        return found == expected ? Optional.empty() : Optional.of(expected);
    }
}
