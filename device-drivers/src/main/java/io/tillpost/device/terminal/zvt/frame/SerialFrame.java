package io.tillpost.device.terminal.zvt.frame;

import java.io.ByteArrayOutputStream;

/// The serial block `DLE STX message DLE ETX CRC-low CRC-high` (PA00P016, 3.1 to 3.3).
public final class SerialFrame {
    // PA00P016, 1.2.
    public static final byte ACK = 0x06;
    public static final byte NAK = 0x15;
    static final byte STX = 0x02;
    static final byte ETX = 0x03;
    static final byte DLE = 0x10;
    /// x^16 + x^12 + x^5 + 1, lowest bit first.
    private static final int POLYNOMIAL_REFLECTED = 0x8408;

    private SerialFrame() {}

    /// The message with frame, checksum and every DLE in it doubled.
    public static byte[] encode(Apdu apdu) {
        byte[] message = apdu.encoded();
        var frame = new ByteArrayOutputStream(message.length + 8);
        frame.write(DLE);
        frame.write(STX);
        for (byte b : message) {
            frame.write(b);
            if (b == DLE) {
                frame.write(DLE);
            }
        }
        frame.write(DLE);
        frame.write(ETX);
        int crc = checksum(message);
        frame.write(crc & 0xFF);
        frame.write(crc >> 8);
        return frame.toByteArray();
    }

    /// The checksum over message and ETX. PA00P016, 3.3 calls it XModem; frames of real terminals carry the reflected
    /// form that starts at 0 (KERMIT).
    static int checksum(byte[] message) {
        int crc = 0;
        for (byte b : message) {
            crc = next(crc, b);
        }
        return next(crc, ETX);
    }

    private static int next(int crc, byte b) {
        int value = crc ^ (b & 0xFF);
        for (int bit = 0; bit < 8; bit++) {
            value = (value & 1) == 0 ? value >>> 1 : (value >>> 1) ^ POLYNOMIAL_REFLECTED;
        }
        return value;
    }
}
