package io.tillpost.protocol.card;

/// The check digit of card numbers (ISO/IEC 7812-1, annex B).
public final class Luhn {
    private Luhn() {}

    /// Whether these ASCII digits, check digit last, add up.
    public static boolean fits(CharSequence digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
