package io.tillpost.central.apikey;

import java.util.random.RandomGenerator;

/// Digits, capitals, small letters: what survives a double click, a shell and a URL.
final class Base62 {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private Base62() {}

    /// Random digits, each as likely as any other.
    static String random(RandomGenerator random, int digits) {
        var text = new StringBuilder(digits);
        for (int i = 0; i < digits; i++) {
            text.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return text.toString();
    }

    /// A number that is not negative, with zeros in front up to `digits`.
    static String of(long value, int digits) {
        var text = new StringBuilder();
        for (long rest = value; rest > 0; rest /= DIGITS.length()) {
            text.append(DIGITS.charAt((int) (rest % DIGITS.length())));
        }
        while (text.length() < digits) {
            text.append(DIGITS.charAt(0));
        }
        return text.reverse().toString();
    }
}
