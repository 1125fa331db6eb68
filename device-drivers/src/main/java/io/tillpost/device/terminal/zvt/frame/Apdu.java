package io.tillpost.device.terminal.zvt.frame;

import java.util.Arrays;
import java.util.Locale;

/// One ZVT message: a control field of two bytes and a data block of at most 65,535 (PA00P016, 5.2.1 and 5.2.4).
/// Immutable. Its text names the control field and the length only, because the data may hold card numbers.
public final class Apdu {
    /// Data blocks up to this length have a length field of one byte.
    private static final int SHORT_MAX_BYTES = 0xFE;
    private static final int EXTENDED = 0xFF;
    private static final int DATA_MAX_BYTES = 0xFFFF;
    private static final int SHORT_HEADER_BYTES = 3;
    private static final int EXTENDED_HEADER_BYTES = 5;

    private final int control;
    private final byte[] data;

    private Apdu(int control, byte[] data) {
        if (control < 0 || control > 0xFFFF) {
            throw new IllegalArgumentException("control field " + control + ", expected two bytes");
        }
        if (data.length > DATA_MAX_BYTES) {
            throw new IllegalArgumentException(
                    name(control) + " with " + data.length + " bytes, expected at most " + DATA_MAX_BYTES);
        }
        this.control = control;
        this.data = data;
    }

    /// A message with this control field, e.g. `0x0601`, and data block.
    public static Apdu of(int control, byte... data) {
        return new Apdu(control, data.clone());
    }

    /// How many bytes the whole message has, once its head is known; -1 if `head` is still too short to tell.
    static int totalLength(byte[] head, int available) {
        if (available < SHORT_HEADER_BYTES) {
            return -1;
        }
        int length = head[2] & 0xFF;
        if (length != EXTENDED) {
            return SHORT_HEADER_BYTES + length;
        }
        if (available < EXTENDED_HEADER_BYTES) {
            return -1;
        }
        return EXTENDED_HEADER_BYTES + ((head[3] & 0xFF) | ((head[4] & 0xFF) << 8));
    }

    /// Reads one whole message; refuses one whose length field does not match.
    public static Apdu decode(byte[] bytes) {
        int total = totalLength(bytes, bytes.length);
        if (total != bytes.length) {
            throw new IllegalArgumentException(
                    "message of " + bytes.length + " bytes, expected " + total + " by its length field");
        }
        int header = (bytes[2] & 0xFF) == EXTENDED ? EXTENDED_HEADER_BYTES : SHORT_HEADER_BYTES;
        return new Apdu(((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF),
                Arrays.copyOfRange(bytes, header, bytes.length));
    }

    /// Class and instruction, e.g. `0x040F`.
    public int control() {
        return control;
    }

    /// A copy of the data block.
    public byte[] data() {
        return data.clone();
    }

    /// The message as it goes over TCP, and inside a serial frame before doubling.
    public byte[] encoded() {
        boolean extended = data.length > SHORT_MAX_BYTES;
        int header = extended ? EXTENDED_HEADER_BYTES : SHORT_HEADER_BYTES;
        byte[] bytes = new byte[header + data.length];
        bytes[0] = (byte) (control >> 8);
        bytes[1] = (byte) control;
        bytes[2] = (byte) (extended ? EXTENDED : data.length);
        if (extended) {
            bytes[3] = (byte) data.length;
            bytes[4] = (byte) (data.length >> 8);
        }
        System.arraycopy(data, 0, bytes, header, data.length);
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Apdu apdu && control == apdu.control && Arrays.equals(data, apdu.data);
    }

    @Override
    public int hashCode() {
        return 31 * control + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return name(control) + " with " + data.length + " bytes";
    }

    /// A control field as the documents write it: `06 01`.
    public static String name(int control) {
        return String.format(Locale.ROOT, "%02X %02X", (control >> 8) & 0xFF, control & 0xFF);
    }
}
