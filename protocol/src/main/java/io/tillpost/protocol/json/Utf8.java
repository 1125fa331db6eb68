package io.tillpost.protocol.json;

/// What Jackson takes beyond UTF-8 (RFC 3629), in which alone our documents are: what looks through their bytes would not
/// see it.
final class Utf8 {
    private static final int SECOND_BYTE_MIN_OF_THREE = 0xA0;
    private static final int SECOND_BYTE_MIN_OF_FOUR = 0x90;

    private Utf8() {}

    /// Where the document begins: behind the mark that some editors put before it.
    static int start(byte[] text) {
        return text.length > 2 && at(text, 0) == 0xEF && at(text, 1) == 0xBB && at(text, 2) == 0xBF ? 3 : 0;
    }

    /// Whether a character is written in more bytes than it needs, e.g. a digit in two.
    static boolean isOverlong(byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (text[i] < 0 && isOverlong(at(text, i), i + 1 < text.length ? at(text, i + 1) : 0)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOverlong(int first, int second) {
        return switch (first) {
            case 0xC0, 0xC1 -> true;
            case 0xE0 -> second < SECOND_BYTE_MIN_OF_THREE;
            case 0xF0 -> second < SECOND_BYTE_MIN_OF_FOUR;
            default -> false;
        };
    }

    private static int at(byte[] text, int index) {
        return text[index] & 0xFF;
    }
}
