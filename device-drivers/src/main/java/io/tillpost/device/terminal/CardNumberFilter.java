package io.tillpost.device.terminal;

import io.tillpost.protocol.card.Luhn;
import io.tillpost.protocol.card.MaskedPan;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Masks card numbers in text that a terminal shows or prints: 13 to 19 digits that pass the Luhn check, in one piece or in
/// groups with one blank, hyphen or line break between. It only masks, it never refuses. Texts of our own with typed
/// numbers (article numbers, references) need no filter and must not pass through it: a tenth of them pass Luhn.
public final class CardNumberFilter {
    private static final int DIGITS_MIN = 13;
    private static final int DIGITS_MAX = 19;
    private static final Pattern GROUP = Pattern.compile("[0-9]+");
    private static final String SEPARATORS = " -\n";

    private record Group(int start, int end) {}

    private CardNumberFilter() {}

    /// The text with every card number masked to its first six and last four digits. The length stays.
    public static String mask(String text) {
        var masked = new StringBuilder(text);
        List<Group> groups = groups(text);
        for (int first = 0; first < groups.size(); first++) {
            var positions = new ArrayList<Integer>();
            for (int last = first; last < groups.size(); last++) {
                if (last > first && !areNeighbours(text, groups.get(last - 1), groups.get(last))) {
                    break;
                }
                for (int at = groups.get(last).start(); at < groups.get(last).end(); at++) {
                    positions.add(at);
                }
                maskIfCardNumber(text, positions, masked);
            }
        }
        return masked.toString();
    }

    /// The lines with every card number masked, also one that is broken over two or more lines.
    public static List<String> mask(List<String> lines) {
        if (lines.isEmpty()) {
            return List.of();
        }
        List<String> unbroken = lines.stream().map(line -> line.replace('\n', ' ').replace('\r', ' '))
                .toList();
        return List.of(mask(String.join("\n", unbroken)).split("\n", -1));
    }

    private static List<Group> groups(String text) {
        var groups = new ArrayList<Group>();
        Matcher digits = GROUP.matcher(text);
        while (digits.find()) {
            groups.add(new Group(digits.start(), digits.end()));
        }
        return groups;
    }

    private static boolean areNeighbours(String text, Group left, Group right) {
        return right.start() - left.end() == 1 && SEPARATORS.indexOf(text.charAt(left.end())) >= 0;
    }

    private static void maskIfCardNumber(String text, List<Integer> positions, StringBuilder masked) {
        if (positions.size() < DIGITS_MIN || positions.size() > DIGITS_MAX) {
            return;
        }
        var digits = new StringBuilder();
        positions.forEach(at -> digits.append(text.charAt(at)));
        if (!Luhn.fits(digits)) {
            return;
        }
        String hidden = MaskedPan.mask(digits.toString()).value();
        for (int i = 0; i < positions.size(); i++) {
            if (hidden.charAt(i) == '*') {
                masked.setCharAt(positions.get(i), '*');
            }
        }
    }
}
