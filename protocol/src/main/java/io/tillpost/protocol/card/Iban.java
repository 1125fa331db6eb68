package io.tillpost.protocol.card;

/// The number of a bank account (ISO 13616): two letters for the country, two check digits, and up to 30 letters and digits.
public final class Iban {
    /// The most characters of one.
    static final int CHARS_MAX = 34;
    private static final int CHARS_MIN = 15;
    private static final int COUNTRY_CHARS = 2;
    private static final int HEAD_CHARS = 4;
    private static final int MODULUS = 97;
    private static final int TWO_DIGITS = 100;

    private Iban() {}

    /// Whether this is one, in upper case without blanks: its country is in the registry and has such numbers, and its check
    /// digits fit.
    public static boolean is(CharSequence word) {
        return IbanRegistry.fits(word) && hasCheckDigitsThatFit(word);
    }

    /// Whether this may be one of any country, registered or not, in upper case without blanks, and its check digits fit. One
    /// in a hundred of other numbers behind two letters passes as well.
    public static boolean hasCheckDigitsThatFit(CharSequence word) {
        if (word.length() < CHARS_MIN || word.length() > CHARS_MAX) {
            return false;
        }
        for (int at = 0; at < word.length(); at++) {
            char c = word.charAt(at);
            boolean fits = at < COUNTRY_CHARS ? isLetter(c) : isDigit(c) || (at >= HEAD_CHARS && isLetter(c));
            if (!fits) {
                return false;
            }
        }
        return rest(word) == 1;
    }

    /// ISO 7064 MOD 97-10: the first four characters at the end, letters as 10 to 35.
    private static int rest(CharSequence word) {
        int rest = 0;
        for (int i = 0; i < word.length(); i++) {
            int value = Character.digit(word.charAt((i + HEAD_CHARS) % word.length()), Character.MAX_RADIX);
            rest = (rest * (value < 10 ? 10 : TWO_DIGITS) + value) % MODULUS;
        }
        return rest;
    }

    private static boolean isLetter(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
