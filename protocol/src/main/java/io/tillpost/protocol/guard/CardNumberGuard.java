package io.tillpost.protocol.guard;

import io.tillpost.protocol.card.CardNumbers;
import io.tillpost.protocol.json.JsonTexts;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks for card numbers in documents: in a JSON's texts, field names and whole numbers, which may be a text without its
/// quotes, and in the lines of other files. Documents without something that looks like a card number, nearly all of them,
/// cost one walk over their bytes.
public final class CardNumberGuard {
    /// Numbers that acquirers give to shops and terminals: many have sixteen digits, and one in fifty would be taken for a
    /// card. No person types into these fields while selling.
    private static final Set<String> NUMBERS_OF_ACQUIRERS = Set.of("merchantId", "terminalId");

    private CardNumberGuard() {}

    /// The JSON Pointer of the first value that holds a card number. A document that is no JSON holds none: whoever reads
    /// it refuses it.
    public static Optional<String> find(byte[] json) {
        if (!mayHoldOne(json)) {
            return Optional.empty();
        }
        return JsonTexts.find(json, CardNumberGuard::isCardNumber).map(CardNumbers::mask);
    }

    /// The first line of a UTF-8 text that holds a card number, counted from 1.
    public static OptionalInt findLine(byte[] text) {
        if (!mayHoldOne(text)) {
            return OptionalInt.empty();
        }
        // Line by line: as one text, and cut, a large file would be in memory five times.
        int number = 0;
        int from = 0;
        while (from <= text.length) {
            int to = from;
            while (to < text.length && text[to] != '\n') {
                to++;
            }
            number++;
            if (CardNumbers.isIn(new String(text, from, to - from, StandardCharsets.UTF_8))) {
                return OptionalInt.of(number);
            }
            from = to + 1;
        }
        return OptionalInt.empty();
    }

    /// The document with every card number in its texts masked; the very same bytes if there is none.
    public static byte[] masked(byte[] json) {
        return find(json).isEmpty()
                ? json
                : JsonTexts.mapped(json,
                        (field, word) -> isCardNumber(field, word) ? CardNumbers.mask(word) : word);
    }

    private static boolean isCardNumber(@Nullable String field, String word) {
        return (field == null || !NUMBERS_OF_ACQUIRERS.contains(field)) && CardNumbers.isIn(word);
    }

    /// Digits may be written as escapes.
    private static boolean mayHoldOne(byte[] text) {
        return hasEscapes(text) || holdsOne(text);
    }

    private static boolean hasEscapes(byte[] text) {
        for (byte one : text) {
            if (one == '\\') {
                return true;
            }
        }
        return false;
    }

    /// Looks only where as many bytes stand in a row as a card number has at least, none of them another one than a digit, a
    /// blank or a hyphen. Of those it looks at the last first: in a text that is mostly words that is one byte in ten.
    private static boolean holdsOne(byte[] text) {
        int from = 0;
        int at = CardNumbers.DIGITS_MIN - 1;
        while (at < text.length) {
            if (!isOfOne(text[at])) {
                from = at + 1;
                at = from + CardNumbers.DIGITS_MIN - 1;
            } else if (at > from) {
                at--;
            } else {
                int end = endOfStretch(text, from);
                if (CardNumbers.isIn(stretch(text, from, end))) {
                    return true;
                }
                from = end;
                at = from + CardNumbers.DIGITS_MIN - 1;
            }
        }
        return false;
    }

    /// What stands around these bytes and may be of one word or id with them. Only ASCII counts, so it does not matter how the rest
    /// is read.
    private static String stretch(byte[] text, int from, int end) {
        int start = from;
        while (start > 0 && isOfStretch(text[start - 1])) {
            start--;
        }
        return new String(text, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static int endOfStretch(byte[] text, int from) {
        int end = from;
        while (end < text.length && isOfStretch(text[end])) {
            end++;
        }
        return end;
    }

    private static boolean isOfOne(byte one) {
        return (one >= '0' && one <= '9') || one == ' ' || one == '-';
    }

    private static boolean isOfStretch(byte one) {
        return isOfOne(one) || (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z');
    }
}
