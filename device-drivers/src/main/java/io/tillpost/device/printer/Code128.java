package io.tillpost.device.printer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// One bar code of the kind Code 128 (ISO/IEC 15417:2007), in code sets B and C: what printers are told and what is drawn come
/// from the same characters. Immutable.
///
/// @param values symbol characters from the start character to the last one of the data, changes of code set among them; check
///         and stop character follow from these
public record Code128(List<Integer> values) {
    /// Modules that have to stay white on either side.
    public static final int QUIET_MODULES = 10;
    /// Start character of code set B.
    public static final int START_B = 104;
    /// Start character of code set C.
    public static final int START_C = 105;
    /// In code set C: the next characters are of set B.
    public static final int CODE_B = 100;
    /// In code set B: the next characters are of set C.
    public static final int CODE_C = 99;

    private static final int STOP = 106;
    private static final int CHECK_MODULO = 103;
    private static final int CHARACTER_MODULES = 11;
    private static final int STOP_MODULES = 13;
    /// So many digits in a row are shorter in pairs (annex E).
    private static final int WORTH_PAIRING = 4;
    private static final int PAIRS = 100;

    /// Bars and spaces of each value, in modules (table 1).
    private static final List<String> WIDTHS = List
            .of("""
                    212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222
                    123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321
                    232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121
                    313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224
                    111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111
                    111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113
                    114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112
                    """
                    .strip()
                    .split("\\s+"));

    public Code128 {
        values = List.copyOf(values);
        if (values.size() < 2 || (values.getFirst() != START_B && values.getFirst() != START_C)) {
            throw new IllegalArgumentException(
                    "symbol characters " + values + ", expected a start character of set B or C and data");
        }
        var _ = text(values);
    }

    /// A bar from `left` on, counted from the first bar's edge; both in modules.
    public record Bar(int left, int width) {}

    /// The shortest symbol of a text; empty if the text is, or has characters other than 20 to 7E.
    public static Optional<Code128> of(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            return Optional.empty();
        }
        var values = new ArrayList<Integer>();
        boolean paired = digits(text, 0) >= WORTH_PAIRING || (text.length() == 2 && digits(text, 0) == 2);
        values.add(paired ? START_C : START_B);
        for (int at = 0; at < text.length(); at += paired ? 2 : 1) {
            int digits = digits(text, at);
            if (paired && digits < 2) {
                paired = false;
                values.add(CODE_B);
            } else if (!paired && digits >= WORTH_PAIRING && digits % 2 == 0) {
                paired = true;
                values.add(CODE_C);
            }
            values.add(paired ? Integer.parseInt(text.substring(at, at + 2)) : text.charAt(at) - ' ');
        }
        return Optional.of(new Code128(values));
    }

    /// What a scanner reads.
    public String text() {
        return text(values);
    }

    /// The check character's value (annex A): the start character and each later one times its place, modulo 103.
    public int check() {
        return IntStream.range(0, values.size()).map(i -> values.get(i) * Math.max(1, i)).sum()
                % CHECK_MODULO;
    }

    /// How wide it is, without the quiet zones.
    public int modules() {
        return (values.size() + 1) * CHARACTER_MODULES + STOP_MODULES;
    }

    /// Its bars, from left to right.
    public List<Bar> bars() {
        var widths = new StringBuilder();
        values.forEach(value -> widths.append(WIDTHS.get(value)));
        widths.append(WIDTHS.get(check())).append(WIDTHS.get(STOP));
        var bars = new ArrayList<Bar>();
        int left = 0;
        for (int i = 0; i < widths.length(); i++) {
            int width = widths.charAt(i) - '0';
            if (i % 2 == 0) {
                bars.add(new Bar(left, width));
            }
            left += width;
        }
        return bars;
    }

    private static int digits(String text, int from) {
        int to = from;
        while (to < text.length() && text.charAt(to) >= '0' && text.charAt(to) <= '9') {
            to++;
        }
        return to - from;
    }

    private static String text(List<Integer> values) {
        var text = new StringBuilder();
        boolean paired = values.getFirst() == START_C;
        for (int value : values.subList(1, values.size())) {
            if (value == (paired ? CODE_B : CODE_C)) {
                paired = !paired;
            } else if (value < 0 || value >= (paired ? PAIRS : '~' - ' ' + 1)) {
                throw new IllegalArgumentException(
                        "symbol character " + value + " in code set " + (paired ? "C" : "B"));
            } else if (paired) {
                text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
            } else {
                text.append((char) (' ' + value));
            }
        }
        return text.toString();
    }
}
