package io.tillpost.device.simulator.terminal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Builds the data block of a message, field by field (PA00P015, 13).
final class Block {
    private static final Charset CP437 = Charset.forName("IBM437");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Block raw(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
        return this;
    }

    Block raw(byte[] values) {
        bytes.writeBytes(values);
        return this;
    }

    /// A bitmap with a number of exactly `digits` packed digits.
    Block decimal(int bitmap, long number, int digits) {
        bytes.write(bitmap);
        return packed(String.format(Locale.ROOT, "%0" + digits + "d", number));
    }

    /// Digits and masks (`E`), two per byte, padded with `F`.
    Block packed(String digits) {
        String even = digits.length() % 2 == 0 ? digits : digits + "F";
        for (int i = 0; i < even.length(); i += 2) {
            bytes.write(Integer.parseInt(even.substring(i, i + 2), 16));
        }
        return this;
    }

    /// A bitmap with text of a fixed length, filled with `filler`.
    Block fixed(int bitmap, String text, int length, char filler) {
        bytes.write(bitmap);
        String filled = text + String.valueOf(filler).repeat(length - text.length());
        bytes.writeBytes(filled.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /// A bitmap whose length is stated in `digits` decimal half bytes (PA00P016, 5.2.8).
    Block counted(int bitmap, byte[] value, int digits) {
        bytes.write(bitmap);
        String length = String.format(Locale.ROOT, "%0" + digits + "d", value.length);
        length.chars().forEach(digit -> bytes.write(0xF0 | (digit - '0')));
        bytes.writeBytes(value);
        return this;
    }

    /// A data object, or with the bitmap 06 a whole container; at most 127 bytes.
    Block object(int tag, byte[] value) {
        if (tag > 0xFF) {
            bytes.write(tag >> 8);
        }
        bytes.write(tag);
        bytes.write(value.length);
        bytes.writeBytes(value);
        return this;
    }

    static byte[] text(String text) {
        return text.getBytes(CP437);
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
