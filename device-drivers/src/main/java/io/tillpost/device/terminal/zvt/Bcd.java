package io.tillpost.device.terminal.zvt;

/// Packed decimal digits, two per byte.
final class Bcd {
    private Bcd() {}

    /// The number that the digits write; refuses anything but decimal digits.
    static long number(byte[] packed) {
        long number = 0;
        for (byte b : packed) {
            int high = (b >> 4) & 0xF;
            int low = b & 0xF;
            if (high > 9 || low > 9) {
                throw new IllegalArgumentException(
                        "a packed number with a digit above 9, expected 0 to 9 only");
            }
            number = Math.addExact(Math.multiplyExact(number, 100), high * 10L + low);
        }
        return number;
    }

    /// The number in exactly `length` bytes.
    static byte[] pack(long number, int length) {
        byte[] packed = new byte[length];
        long rest = number;
        for (int i = length - 1; i >= 0; i--) {
            packed[i] = (byte) ((rest / 10 % 10 << 4) | rest % 10);
            rest /= 100;
        }
        if (rest != 0 || number < 0) {
            throw new IllegalArgumentException(number + " does not fit into " + length * 2 + " digits");
        }
        return packed;
    }

    /// The digits as text with `F` padding removed, other half bytes as upper-case hex.
    static String digits(byte[] packed) {
        var digits = new StringBuilder();
        for (byte b : packed) {
            digits.append(Character.forDigit((b >> 4) & 0xF, 16)).append(Character.forDigit(b & 0xF, 16));
        }
        int end = digits.length();
        while (end > 0 && digits.charAt(end - 1) == 'f') {
            end--;
        }
        return digits.substring(0, end).toUpperCase(java.util.Locale.ROOT);
    }
}
