package io.tillpost.device.terminal;

import io.tillpost.protocol.card.MaskedPan;
import java.util.ArrayList;
import java.util.List;

/// Masks card numbers in text that a terminal shows or prints: 13 to 19 digits, alone or grouped by single blanks or
/// hyphens, that pass the Luhn check. It only masks, it never refuses. Texts of our own with typed numbers (article
/// numbers, references) need no filter and must not pass through it: a tenth of them pass Luhn.
public final class CardNumberFilter {
    private static final int DIGITS_MIN = 13;
    private static final int DIGITS_MAX = 19;
    private static final String MASK = "*";

    private CardNumberFilter() {}

    /// The text with every card number masked to its first six and last four digits.
    public static String mask(String text) {
        var masked = new StringBuilder(text);
        int start = 0;
        while (start < masked.length()) {
            if (!isDigit(masked, start)) {
                start++;
                continue;
            }
            List<Integer> run = digitsFrom(masked, start);
            maskWithin(masked, run);
            start = run.getLast() + 1;
        }
        return masked.toString();
    }

    /// The lines with every card number masked, also one that is broken over two or more lines.
    public static List<String> mask(List<String> lines) {
        // A line break counts as a separator like a blank; it keeps its place because masking keeps every length.
        String joined = mask(String.join("\n", lines.stream().map(CardNumberFilter::withoutBreaks).toList()));
        return lines.isEmpty() ? List.of() : List.of(joined.split("\n", -1));
    }

    private static String withoutBreaks(String line) {
        return line.replace('\n', ' ').replace('\r', ' ');
    }

    /// The positions of all digits that follow each other with at most separators of one line break or grouping between.
    private static List<Integer> digitsFrom(CharSequence text, int start) {
        var run = new ArrayList<Integer>();
        int last = start;
        for (int i = start; i < text.length() && i - last <= 2; i++) {
            if (isDigit(text, i)) {
                run.add(i);
                last = i;
            } else if (!isSeparator(text.charAt(i))) {
                break;
            }
        }
        return run;
    }

    private static boolean isSeparator(char c) {
        return c == ' ' || c == '-' || c == '\n';
    }

    private static boolean isDigit(CharSequence text, int index) {
        return text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private static void maskWithin(StringBuilder text, List<Integer> run) {
        for (int from = 0; from + DIGITS_MIN <= run.size(); from++) {
            for (int length = Math.min(DIGITS_MAX, run.size() - from); length >= DIGITS_MIN; length--) {
                List<Integer> candidate = run.subList(from, from + length);
                if (passesLuhn(text, candidate)) {
                    maskDigits(text, candidate);
                    from += length - 1;
                    break;
                }
            }
        }
    }

    private static void maskDigits(StringBuilder text, List<Integer> positions) {
        var digits = new StringBuilder();
        positions.forEach(i -> digits.append(text.charAt(i)));
        String masked = MaskedPan.mask(digits.toString()).value();
        for (int i = 0; i < positions.size(); i++) {
            text.replace(positions.get(i), positions.get(i) + 1,
                    masked.charAt(i) == '*' ? MASK : masked.substring(i, i + 1));
        }
    }

    /// ISO/IEC 7812-1, annex B.
    private static boolean passesLuhn(CharSequence text, List<Integer> positions) {
        int sum = 0;
        for (int i = 0; i < positions.size(); i++) {
            int digit = text.charAt(positions.get(positions.size() - 1 - i)) - '0';
            int doubled = i % 2 == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
