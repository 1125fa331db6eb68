package io.tillpost.protocol.card;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds whole card numbers in text that people or other programs hand in, so that none is ever stored. A card number is
/// 14 to 19 digits that begin and are as long as those of a card scheme and pass the [Luhn] check, in one piece or in the
/// groups in which cards show it, with no digit before or behind. Digits inside a hexadecimal text (a hash, a UUID) or a
/// word that is an [Iban] count for nothing.
///
/// Article numbers stay: EAN-8, UPC-A and EAN-13 are too short, and 14 digits that are a valid GTIN-14 are one, though one
/// in ten of the numbers of 14 digits that Diners Club once issued would pass for it.
public final class CardNumbers {
    private static final Pattern CANDIDATE = Pattern.compile("""
            (?<![0-9])(?:\
            [0-9]{14,19}\
            |[0-9]{4}([ -])[0-9]{4}\\1[0-9]{4}\\1[0-9]{4}(?:\\1[0-9]{3})?\
            |[0-9]{4}([ -])[0-9]{6}\\2[0-9]{4,5}\
            )(?![0-9])""");
    /// The fewest digits that a card number has.
    public static final int DIGITS_MIN = 14;
    private static final int GTIN_14_DIGITS = 14;
    /// So many hexadecimal digits and hyphens in a row are an id or a hash: one in thousands has only decimal digits in the
    /// wrong place.
    private static final int ID_CHARS_MIN = 32;

    private CardNumbers() {}

    /// Where a card number stands; `from` inclusive, `to` exclusive.
    public record Place(int from, int to) {}

    /// The first card number in the text from `start` on.
    public static Optional<Place> find(CharSequence text, int start) {
        int run = runFrom(text, start);
        if (run < 0) {
            return Optional.empty();
        }
        Matcher candidate = CANDIDATE.matcher(text);
        while (run >= 0 && candidate.find(run)) {
            if (isCardNumber(digits(candidate.group()))
                    && !isInsideAnId(text, candidate.start(), candidate.end())
                    && !isInsideAnIban(text, candidate.start(), candidate.end())) {
                return Optional.of(new Place(candidate.start(), candidate.end()));
            }
            run = runFrom(text, candidate.end());
        }
        return Optional.empty();
    }

    /// Where fourteen digits begin, with at most one blank or hyphen between two of them, outside of ids; -1 if there are
    /// none. One walk, where the pattern would try every place of every log line.
    static int runFrom(CharSequence text, int start) {
        int first = start;
        int digits = 0;
        boolean afterDigit = false;
        for (int at = start; at < text.length(); at++) {
            char c = text.charAt(at);
            if (isDigit(c)) {
                afterDigit = true;
                first = digits == 0 ? at : first;
                if (++digits >= DIGITS_MIN) {
                    int end = endOfId(text, first, at);
                    if (end < 0) {
                        return first;
                    }
                    at = end - 1;
                    digits = 0;
                    afterDigit = false;
                }
            } else if (afterDigit && (c == ' ' || c == '-')) {
                afterDigit = false;
            } else {
                digits = 0;
                afterDigit = false;
            }
        }
        return -1;
    }

    /// Where the id ends that all of these digits belong to; -1 if they are in none. No card number begins in an id, so
    /// nobody has to look at what comes before its end.
    private static int endOfId(CharSequence text, int from, int to) {
        int start = startOfId(text, to);
        int end = endOfId(text, to);
        return start <= from && end - start >= ID_CHARS_MIN ? end : -1;
    }

    /// Whether there is one.
    public static boolean isIn(CharSequence text) {
        return find(text, 0).isPresent();
    }

    /// The text with every card number masked to its first six and last four digits. The length stays.
    public static String mask(String text) {
        Optional<Place> found = find(text, 0);
        if (found.isEmpty()) {
            return text;
        }
        var masked = new StringBuilder(text);
        while (found.isPresent()) {
            mask(masked, found.get());
            found = find(text, found.get().to());
        }
        return masked.toString();
    }

    private static void mask(StringBuilder text, Place place) {
        String hidden = MaskedPan.mask(digits(text.substring(place.from(), place.to()))).value();
        int digit = 0;
        for (int at = place.from(); at < place.to(); at++) {
            if (isDigit(text.charAt(at))) {
                text.setCharAt(at, hidden.charAt(digit++));
            }
        }
    }

    private static boolean isCardNumber(String digits) {
        return Luhn.fits(digits) && CardScheme.mayHaveIssued(digits)
                && !(digits.length() == GTIN_14_DIGITS && isGtin(digits));
    }

    /// GS1 General Specifications, 7.9: weights 3 and 1 from the right, check digit left out.
    private static boolean isGtin(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            sum += i % 2 == 0 ? digit : digit * 3;
        }
        return sum % 10 == 0;
    }

    /// Whether the digits are part of a hash, a UUID or a trace id, hyphens between their parts included.
    private static boolean isInsideAnId(CharSequence text, int from, int to) {
        return endOfId(text, to) - startOfId(text, from) >= ID_CHARS_MIN;
    }

    /// Whether the whole word around the digits is the number of a bank account, which in many countries ends with as many
    /// digits as a card number has. In blanks or hyphens they are several words.
    private static boolean isInsideAnIban(CharSequence text, int from, int to) {
        int start = from;
        while (start > 0 && to - start <= Iban.CHARS_MAX && isOfAWord(text.charAt(start - 1))) {
            start--;
        }
        int end = to;
        while (end < text.length() && end - start <= Iban.CHARS_MAX && isOfAWord(text.charAt(end))) {
            end++;
        }
        return Iban.is(text.subSequence(start, end));
    }

    private static boolean isOfAWord(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static int startOfId(CharSequence text, int from) {
        int start = from;
        while (start > 0 && isOfAnId(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static int endOfId(CharSequence text, int to) {
        int end = to;
        while (end < text.length() && isOfAnId(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isOfAnId(char c) {
        return isDigit(c) || c == '-' || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    private static String digits(String text) {
        var digits = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            if (isDigit(text.charAt(at))) {
                digits.append(text.charAt(at));
            }
        }
        return digits.toString();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
