package io.tillpost.protocol.card;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// How long a scheme's card numbers are and how they begin, as the schemes have published it. What is issued, not what
/// ISO/IEC 7812-1 would allow: an article number must not be taken for a card.
///
/// Thirteen digits, once Visa's, are issued by nobody any more, and every barcode of the shop has them.
record CardScheme(String name, Set<Integer> lengths, List<Range> ranges) {
    private static final Set<Integer> SIXTEEN = Set.of(16);
    private static final Set<Integer> SIXTEEN_TO_NINETEEN = Set.of(16, 17, 18, 19);

    private static final List<CardScheme> ALL = List.of(
            scheme("Visa", Set.of(16, 18, 19), "4"),
            scheme("Mastercard", SIXTEEN, "51-55", "2221-2720"),
            scheme("American Express", Set.of(15), "34", "37"),
            scheme("Diners Club", Set.of(14, 16, 17, 18, 19), "300-305", "3095", "36", "38-39"),
            scheme("Discover", SIXTEEN_TO_NINETEEN, "6011", "644-649", "65"),
            scheme("JCB", SIXTEEN_TO_NINETEEN, "3528-3589"),
            scheme("UnionPay", SIXTEEN_TO_NINETEEN, "62", "81"),
            scheme("Maestro", SIXTEEN_TO_NINETEEN, "50", "56-58", "639", "67"),
            scheme("RuPay", SIXTEEN, "60", "82", "508"),
            scheme("Mir", SIXTEEN_TO_NINETEEN, "2200-2204"),
            scheme("Troy", SIXTEEN, "9792"),
            scheme("girocard", SIXTEEN_TO_NINETEEN, "672", "280"));

    /// Whether a scheme's numbers look like these digits, check digit aside.
    static boolean mayHaveIssued(CharSequence digits) {
        return ALL.stream()
                .anyMatch(scheme -> scheme.lengths.contains(digits.length())
                        && scheme.ranges.stream().anyMatch(range -> range.holds(digits)));
    }

    private static CardScheme scheme(String name, Set<Integer> lengths, String... ranges) {
        return new CardScheme(name, lengths, Stream.of(ranges).map(Range::of).toList());
    }

    /// The first digits, both ends included.
    record Range(int digits, int from, int to) {
        static Range of(String text) {
            String from = text.split("-", 2)[0];
            return new Range(from.length(), Integer.parseInt(from),
                    Integer.parseInt(text.substring(text.length() - from.length())));
        }

        boolean holds(CharSequence number) {
            int start = Integer.parseInt(number, 0, digits, 10);
            return start >= from && start <= to;
        }
    }
}
